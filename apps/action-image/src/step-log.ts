/** A workflow command: `::warning title=x::text`, or `::set-output name=x::text`. */
export interface Command {
  readonly name: string;
  /** The property `name`, where there is one. */
  readonly key: string;
  readonly value: string;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export function readCommand(line: string): Command | undefined {
  const [, name, properties = "", value = ""] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const [, key = ""] = /(?:^|,)name=([^,]*)/.exec(properties) ?? [];
  return { name, key: unescape(key).replaceAll("%3A", ":").replaceAll("%2C", ","), value: unescape(value) };
}

function unescape(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

const LEVELS = new Set(["error", "warning", "notice"]);

/** Writes what an action tells as a log for people, without its secrets. */
export class StepLog {
  readonly #write: (text: string) => void;
  readonly #debug: boolean;
  readonly #secrets = new Set<string>();

  constructor(write: (text: string) => void, { debug }: { readonly debug: boolean }) {
    this.#write = write;
    this.#debug = debug;
  }

  tell(line: string | Command): void {
    if (typeof line === "string") this.#line(line);
    else if (line.name === "add-mask") this.#hide(line.value);
    else if (LEVELS.has(line.name)) this.#line(`${line.name}: ${line.value}`);
    else if (line.name === "debug" && this.#debug) this.#line(`debug: ${line.value}`);
  }

  /** A secret of several lines may be told line by line. */
  #hide(secret: string): void {
    for (const part of [secret, ...secret.split(/\r?\n/)]) if (part.trim() !== "") this.#secrets.add(part);
  }

  #line(text: string): void {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, "***");
    if (shown.trim() !== "") this.#write(`${shown}\n`);
  }
}
