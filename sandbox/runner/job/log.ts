import type { Annotation, AnnotationLevel } from "../records.ts";
import type { Masks } from "./masks.ts";

/** GitHub keeps this many annotations of each level for each step. */
const ANNOTATIONS_PER_LEVEL = 10;
/** GitHub truncates an annotation's message here. */
const LONGEST_MESSAGE = 4096;

/** A job's log and annotations; secrets are hidden on the way in. */
export class JobLog {
  readonly #lines: string[] = [];
  readonly #annotations: Annotation[] = [];
  readonly #masks: Masks;
  readonly #onLine: (line: string) => void;
  readonly #counts = new Map<AnnotationLevel, number>();

  constructor(masks: Masks, onLine: (line: string) => void) {
    this.#masks = masks;
    this.#onLine = onLine;
  }

  get text(): string {
    return textOf(this.#lines);
  }

  /** How many lines there are so far. */
  get length(): number {
    return this.#lines.length;
  }

  /** @param start a `length` of earlier */
  textSince(start: number): string {
    return textOf(this.#lines.slice(start));
  }

  get annotations(): readonly Annotation[] {
    return this.#annotations;
  }

  line(text: string): void {
    for (const line of text.split(/\r?\n/)) {
      const hidden = this.#masks.hide(line);
      this.#lines.push(hidden);
      this.#onLine(hidden);
    }
  }

  /** A group of lines that GitHub shows folded. */
  group(title: string, lines: readonly string[]): void {
    this.line(`##[group]${title}`);
    for (const line of lines) this.line(line);
    this.line("##[endgroup]");
  }

  /** Shows the message in the log; the first ten of a level in a step become annotations. */
  annotate(annotation: Annotation): void {
    this.line(`##[${annotation.level}]${annotation.message}`);
    const count = this.#counts.get(annotation.level) ?? 0;
    if (count >= ANNOTATIONS_PER_LEVEL) return;
    this.#counts.set(annotation.level, count + 1);
    const message = this.#masks.hide(annotation.message).slice(0, LONGEST_MESSAGE);
    this.#annotations.push({ ...annotation, message });
  }

  error(message: string): void {
    this.annotate({ level: "error", message });
  }

  warning(message: string): void {
    this.annotate({ level: "warning", message });
  }

  /** A new step starts: resets the count of annotations. */
  nextStep(): void {
    this.#counts.clear();
  }
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** What a step without a name is named after. */
export function firstLine(text: string): string {
  return text.trim().split(/\r?\n/)[0] ?? "";
}

/** `env` as the log shows it. */
export function variablesForLog(env: Readonly<Record<string, string>>): readonly string[] {
  const lines = Object.entries(env).map(([name, value]) => `  ${name}: ${value}`);
  return lines.length === 0 ? [] : ["env:", ...lines];
}
