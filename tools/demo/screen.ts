import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** As long as the longest outcome. */
const HOP_WIDTH = 10;

/** Prints the demo: acts, hops with their times, and blocks of text. Colours only where a terminal shows them. */
export class Screen {
  readonly #write: (text: string) => unknown;
  #start = performance.now();
  #said = performance.now();
  #acts = 0;

  constructor(write: (text: string) => unknown = (text) => process.stdout.write(text)) {
    this.#write = write;
  }

  /** Milliseconds since the last output. */
  get silence(): number {
    return performance.now() - this.#said;
  }

  title(text: string): void {
    this.#print(this.#styled("bold", text));
  }

  /** Starts a new act, under the next number; the times of its hops count from here. */
  act(heading: string): void {
    this.#start = performance.now();
    this.#acts += 1;
    this.#print(`\n${this.#styled("bold", `${this.#acts}. ${heading}`)}`);
  }

  hop(name: string, text: string, style: Style = "cyan"): void {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1).padStart(5);
    this.#print(
      `  ${this.#styled("dim", `${seconds} s`)}  ${this.#styled(style, name.padEnd(HOP_WIDTH))} ${text}`,
    );
  }

  /** Text from elsewhere (a commit, a difference), indented. */
  block(text: string): void {
    for (const line of text.trimEnd().split("\n"))
      this.#print(line === "" ? "" : `              ${this.#styled(diffStyle(line), line)}`);
  }

  /** A message, or a part of it, with a bar next to it. */
  box(lines: readonly string[]): void {
    for (const line of lines) this.#print(`              ${this.#styled("blue", "│")} ${line}`);
  }

  line(text = ""): void {
    this.#print(text);
  }

  #print(line: string): void {
    this.#said = performance.now();
    this.#write(`${line}\n`);
  }

  #styled(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stdout });
  }
}

function diffStyle(line: string): Style {
  if (/^(?:---|\+\+\+) /.test(line)) return "dim";
  if (line.startsWith("+")) return "green";
  if (line.startsWith("-")) return "red";
  return "dim";
}
