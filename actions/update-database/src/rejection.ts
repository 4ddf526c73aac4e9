import type { AnnotatedError } from "../../../lib/action/run-action.ts";
import type { InvalidDocument } from "../../../lib/releases/problem.ts";

/** GitHub shows ten annotations of a level for a step. */
const ANNOTATIONS = 10;

/** A dispatch or a database that was refused: an annotation for each problem, on its line where it has one. */
export class Rejection extends Error implements AnnotatedError {
  override readonly name = "Rejection";
  readonly annotations: AnnotatedError["annotations"];

  constructor(cause: InvalidDocument) {
    super(cause.message, { cause });
    this.annotations = cause.problems.slice(0, ANNOTATIONS).map(({ message, position }) =>
      position === undefined
        ? { message: `${cause.document}: ${message}`, properties: { title: "Rejected" } }
        : {
            message: `${cause.document}:${position.line}:${position.column}: ${message}`,
            properties: {
              title: "Rejected",
              file: cause.document,
              startLine: position.line,
              startColumn: position.column,
            },
          },
    );
  }
}
