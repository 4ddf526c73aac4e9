/** Invalid environment variables, one line each. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** How a variable is read. */
export interface Variable<T> {
  /** The default, written as the variable would be; it also applies if the variable is empty. */
  readonly preset: string;
  /** Returns undefined if the value cannot be used. */
  readonly parse: (text: string) => T | undefined;
  /** A phrase that follows "… but must be". */
  readonly allowed: string;
  /** What is added for a value that cannot be used: ` (did you mean acme/releases?)`, or nothing. */
  readonly guess?: (text: string) => string;
}

/** Reads environment variables and collects all problems, to report them together. */
export class Environment {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** A variable's raw value; undefined if it is not set, or empty. */
  text(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  /** A variable's value. Falls back to the default if the value is invalid, and records the problem. */
  read<T>(name: string, { preset, parse, allowed, guess = () => "" }: Variable<T>): T {
    const text = this.text(name);
    const value = text === undefined ? undefined : parse(text);
    if (value !== undefined) return value;
    if (text !== undefined)
      this.refuse(`${name} is ${JSON.stringify(text)}, but must be ${allowed}${guess(text)}.`);
    const usual = parse(preset);
    if (usual === undefined) throw new Error(`the default of ${name} is invalid`);
    return usual;
  }

  /** @param problem a sentence that names the variable, and no secret */
  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws SettingsError that names every invalid variable */
  check(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems.join("\n"));
  }
}

/** Undefined unless the text is a whole number in the range. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  return number >= least && number <= most ? number : undefined;
}

/** A web address without a trailing slash; undefined for anything else, such as one with a password or a fragment. */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const { search, hash, username, password } = url;
  return search + hash + username + password === "" ? url.href.replace(/\/+$/, "") : undefined;
}
