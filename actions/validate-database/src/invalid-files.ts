import { annotationOf, shownAnnotations } from "../../../lib/action/annotations.ts";
import type { AnnotatedError } from "../../../lib/action/run-action.ts";
import type { Finding } from "../../../lib/releases/validation.ts";

/** Files that must not be merged: an annotation for each problem. */
export class InvalidFiles extends Error implements AnnotatedError {
  override readonly name = "InvalidFiles";
  readonly annotations: AnnotatedError["annotations"];

  constructor(errors: readonly Finding[]) {
    super(`${errors.length} problems in the database or the policy.`);
    this.annotations = shownAnnotations(
      errors.map((error) => annotationOf(error.document, error, "Invalid")),
    );
  }
}
