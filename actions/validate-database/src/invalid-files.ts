import { placed } from "../../../lib/releases/documents/problem.ts";
import type { Finding } from "../../../lib/releases/documents/validation.ts";
import { annotationOf, shownAnnotations, type Annotation } from "../../../lib/runner/annotations.ts";
import type { AnnotatedError } from "../../../lib/runner/run-action.ts";

/** The files must not be merged: one annotation per problem. */
export class InvalidFiles extends Error implements AnnotatedError {
  override readonly name = "InvalidFiles";
  readonly annotations: AnnotatedError["annotations"];

  constructor(errors: readonly Finding[]) {
    super(`${errors.length} ${errors.length === 1 ? "problem" : "problems"} in the database or the policy.`);
    this.annotations = shownAnnotations(errors.map((error) => annotateFinding("Invalid", error)));
  }
}

/** Annotates a finding on its line. */
export function annotateFinding(title: string, finding: Finding): Annotation {
  const { document, position } = finding;
  return annotationOf(title, placed(document, finding), { file: document, position });
}
