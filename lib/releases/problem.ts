/** A place in a text: both count from 1, as editors and GitHub's annotations do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a document, in words a person can act on. */
export interface Problem {
  /** Where in the document: `releases[0].container`; empty for the whole of it. */
  readonly path: string;
  readonly message: string;
  readonly position?: TextPosition;
}

const SHOWN = 10;

/** A document (the database, a payload) that must not be used. Says all that is wrong with it, at most ten lines. */
export class InvalidDocument extends Error {
  override readonly name = "InvalidDocument";
  readonly document: string;
  readonly problems: readonly Problem[];

  constructor(document: string, problems: readonly Problem[]) {
    super(describe(document, problems));
    this.document = document;
    this.problems = problems;
  }
}

function describe(document: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, SHOWN).map((problem) => placed(document, problem));
  const more = problems.length - lines.length;
  return more > 0 ? `${lines.join("\n")}\n… and ${more} more problems` : lines.join("\n");
}

/** `db/db.json:3:15: releases is {}, but must be a list of releases` */
export function placed(document: string, problem: Problem): string {
  return `${place(document, problem)}: ${problem.message}`;
}

/** `db/db.json:3:15`, or the document alone. */
export function place(document: string, { position }: Problem): string {
  return position === undefined ? document : `${document}:${position.line}:${position.column}`;
}
