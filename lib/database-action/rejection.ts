import { annotationOf, shownAnnotations } from "../action/annotations.ts";
import type { AnnotatedError } from "../action/run-action.ts";
import { placed, type InvalidDocument } from "../releases/problem.ts";

/** What was asked for, or a database or policy, that was refused: an annotation for each problem. */
export class Rejection extends Error implements AnnotatedError {
  override readonly name = "Rejection";
  readonly annotations: AnnotatedError["annotations"];

  constructor(cause: InvalidDocument) {
    super(cause.message, { cause });
    const { document, problems } = cause;
    this.annotations = shownAnnotations(
      problems.map((problem) =>
        annotationOf("Rejected", placed(document, problem), { file: document, position: problem.position }),
      ),
    );
  }
}
