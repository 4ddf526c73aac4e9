import { InvalidDocument, placed } from "../releases/documents/problem.ts";
import { annotationOf, shownAnnotations } from "../runner/annotations.ts";
import type { AnnotatedError } from "../runner/run-action.ts";
import { reportRejection, type RejectedResult } from "./report.ts";

/** A rejected request, database or policy, with an annotation for each problem. */
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

interface Rejectable {
  /** The operation's id. */
  readonly id: string;
  /** The output `results` of a rejection; by default, one result for the whole. */
  readonly resultsOf?: (error: InvalidDocument) => readonly RejectedResult[];
}

/** Runs `main`, and on a rejection reports why in outputs, summary and annotations, and fails. */
export async function orRejected<T>(
  { id, resultsOf = (error) => [{ outcome: "rejected", reason: error.message }] }: Rejectable,
  main: () => Promise<T>,
): Promise<T> {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    await reportRejection(error, id, resultsOf(error));
    throw new Rejection(error);
  }
}
