import type { AnnotatedError } from "./run-action.ts";

/** GitHub shows ten annotations of each level per step. */
const SHOWN = 10;

export type Annotation = AnnotatedError["annotations"][number];

/** A place in a file of the repository; line and column count from 1. */
interface Place {
  readonly file: string;
  readonly position?: { readonly line: number; readonly column: number } | undefined;
}

/** An annotation, on its line if the line is known. */
export function annotationOf(title: string, message: string, { file, position }: Place): Annotation {
  if (position === undefined) return { message, properties: { title } };
  const { line, column } = position;
  return { message, properties: { title, file, startLine: line, startColumn: column } };
}

/** As many annotations as GitHub shows; the last one counts the rest. */
export function shownAnnotations(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= SHOWN) return annotations;
  const shown = annotations.slice(0, SHOWN - 1);
  const more = annotations.length - shown.length;
  return [...shown, { message: `… and ${more} more: see the job's summary.`, properties: {} }];
}
