/** What is wrong with the environment, one line for each variable. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** How a variable is read. */
export interface Variable<T> {
  /** What holds when it is not set, or empty; written as it would be set. */
  readonly preset: string;
  /** Undefined when it cannot be used. */
  readonly parse: (text: string) => T | undefined;
  /** "… but must be this" */
  readonly allowed: string;
}

/** Reads variables of the environment, and collects what is wrong with them, so that all of it is said at once. */
export class Environment {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** A variable as it stands; undefined when it is not set, or empty. */
  text(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  /** A variable's value; that of its preset when it cannot be used, which is then a problem. */
  read<T>(name: string, { preset, parse, allowed }: Variable<T>): T {
    const text = this.text(name);
    const value = text === undefined ? undefined : parse(text);
    if (value !== undefined) return value;
    if (text !== undefined) this.refuse(`${name} is ${JSON.stringify(text)}, but must be ${allowed}.`);
    const usual = parse(preset);
    if (usual === undefined) throw new Error(`the preset of ${name} cannot be used itself`);
    return usual;
  }

  /** @param problem a sentence that names the variable, and no secret */
  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws SettingsError that names every variable that cannot be used */
  check(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems.join("\n"));
  }
}

/** Undefined when the text is no whole number between two. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  return number >= least && number <= most ? number : undefined;
}

/** A web address without a slash at the end; undefined when the text is none. */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable =
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.username === "";
  return usable ? url.href.replace(/\/+$/, "") : undefined;
}
