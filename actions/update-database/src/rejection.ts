import { annotationOf, shownAnnotations } from "../../../lib/action/annotations.ts";
import type { AnnotatedError } from "../../../lib/action/run-action.ts";
import { placed, type InvalidDocument } from "../../../lib/releases/problem.ts";

/** A dispatch, a database or a policy that was refused: an annotation for each problem. */
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
