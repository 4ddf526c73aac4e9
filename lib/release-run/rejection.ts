import { InvalidDocument, placed } from "../releases/documents/problem.ts";
import { annotationOf, shownAnnotations } from "../runner/annotations.ts";
import type { AnnotatedError } from "../runner/run-action.ts";
import { reportRejection } from "./report.ts";

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

/**
 * Runs `main`, and on a rejection reports why in outputs, summary and annotations, and fails.
 * @param id the operation's id
 */
export async function orRejected(id: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    await reportRejection(error, id, [{ outcome: "rejected", reason: error.message }]);
    throw new Rejection(error);
  }
}
