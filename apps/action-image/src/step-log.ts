/** A workflow command: `::warning title=x::text`, or `::set-output name=x::text`. */
export interface WorkflowCommand {
  readonly name: string;
  /** The property `name`, if the command has one. */
  readonly key: string;
  readonly value: string;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export function readCommand(line: string): WorkflowCommand | undefined {
  const [, name, properties = "", value = ""] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/s.exec(line) ?? [];
  if (name === undefined) return undefined;
  const [, key = ""] = /(?:^|,)name=([^,]*)/.exec(properties) ?? [];
  return { name, key: unescape(key, PROPERTY), value: unescape(value, DATA) };
}

const DATA = /%(?:0D|0A|25)/g;
const PROPERTY = /%(?:0D|0A|3A|2C|25)/g;
const CHARACTERS = new Map([
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%3A", ":"],
  ["%2C", ","],
  ["%25", "%"],
]);

/** Decodes in one pass, so that a decoded character never starts another escape: `%253A` is the text `%3A`. */
function unescape(text: string, escapes: RegExp): string {
  return text.replaceAll(escapes, (escape) => CHARACTERS.get(escape) ?? escape);
}

const LEVELS = new Set(["error", "warning", "notice"]);

/** Writes an action's output as a log for people, without its secrets. */
export class StepLog {
  readonly #write: (text: string) => void;
  readonly #debug: boolean;
  readonly #secrets = new Set<string>();

  constructor(write: (text: string) => void, { debug }: { readonly debug: boolean }) {
    this.#write = write;
    this.#debug = debug;
  }

  tell(line: string | WorkflowCommand): void {
    if (typeof line === "string") this.#line(line);
    else if (line.name === "add-mask") this.#hide(line.value);
    else if (LEVELS.has(line.name)) this.#line(`${line.name}: ${line.value}`);
    else if (line.name === "debug" && this.#debug) this.#line(`debug: ${line.value}`);
  }

  /** A secret of several lines may be printed line by line. */
  #hide(secret: string): void {
    for (const part of [secret, ...secret.split(/\r?\n/)]) if (part.trim() !== "") this.#secrets.add(part);
  }

  #line(text: string): void {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, "***");
    if (shown.trim() !== "") this.#write(`${shown}\n`);
  }
}
