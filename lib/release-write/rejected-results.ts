import { DISPATCH_DOCUMENT, type ReceivedDispatch } from "../releases/documents/dispatch.ts";
import { placed, type InvalidDocument } from "../releases/documents/problem.ts";
import type { ReleaseResult } from "../releases/rules/apply.ts";

/** The result for one release of a dispatch of which nothing is written. */
export interface RejectedRelease extends Omit<ReleaseResult, "outcome"> {
  readonly outcome: "rejected";
}

/** A result for each release of a rejected dispatch. */
export function rejectedResults(
  error: InvalidDocument,
  { releases }: Pick<ReceivedDispatch, "releases">,
): readonly RejectedRelease[] {
  return releases.map(({ container, channel, image }, index) => ({
    container,
    channel,
    outcome: "rejected",
    reason: rejectionReason(error, index),
    before: null,
    after: image,
  }));
}

/** The release's own problems, or the first of the whole dispatch: GitHub limits outputs to 1 MB. */
function rejectionReason({ document, problems }: InvalidDocument, index: number): string {
  const prefix = `releases[${index}]`;
  const own = document === DISPATCH_DOCUMENT ? problems.filter(({ path }) => path.startsWith(prefix)) : [];
  if (own.length > 0) return own.map(({ message }) => message).join("; ");
  const [first] = problems;
  return first === undefined ? "" : placed(document, first);
}
