import { place, type Problem } from "../releases/problem.ts";
import type { AnnotatedError } from "./run-action.ts";

/** GitHub shows ten annotations of a level for a step. */
const SHOWN = 10;

export type Annotation = AnnotatedError["annotations"][number];

/** An annotation for a problem: on its line where it has one. */
export function annotationOf(document: string, problem: Problem, title: string): Annotation {
  const { position } = problem;
  const message = `${place(document, problem)}: ${problem.message}`;
  if (position === undefined) return { message, properties: { title } };
  const { line, column } = position;
  return { message, properties: { title, file: document, startLine: line, startColumn: column } };
}

/** As many as GitHub shows; the last one says how many it would have hidden. */
export function shownAnnotations(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= SHOWN) return annotations;
  const shown = annotations.slice(0, SHOWN - 1);
  const more = annotations.length - shown.length;
  return [...shown, { message: `… and ${more} more: see the job's summary.`, properties: {} }];
}
