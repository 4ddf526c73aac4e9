/** A position in a text. Both count from 1, as in editors and GitHub's annotations. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** One problem with a document, worded so that people can fix it. */
export interface Problem {
  /** Where in the document: `releases[0].container`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  readonly position?: TextPosition;
}

const SHOWN = 10;

/** A document (the database, a payload) that must not be used. Its message lists at most ten problems. */
export class InvalidDocument extends Error {
  override readonly name = "InvalidDocument";
  readonly document: string;
  readonly problems: readonly Problem[];

  constructor(document: string, problems: readonly Problem[]) {
    super(shortList(problems.map((problem) => placed(document, problem))));
    this.document = document;
    this.problems = problems;
  }
}

/** Problems, one per line: the first ten, and the number of the rest. */
export function shortList(problems: readonly string[]): string {
  const more = problems.length - SHOWN;
  return [...problems.slice(0, SHOWN), ...(more > 0 ? [`… and ${more} more`] : [])].join("\n");
}

/** `db/db.json:3:15: releases is {}, but must be a list of releases` */
export function placed(document: string, problem: Problem): string {
  return `${place(document, problem)}: ${problem.message}`;
}

/** `db/db.json:3:15`, or just the document. */
export function place(document: string, { position }: Problem): string {
  return position === undefined ? document : `${document}:${position.line}:${position.column}`;
}

/** @throws InvalidDocument if there are problems */
export function requireValid(document: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InvalidDocument(document, problems);
}
