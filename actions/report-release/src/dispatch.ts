import {
  readDispatch,
  type ClaimedSource,
  type ReceivedDispatch,
} from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { Run } from "../../../lib/runner/run.ts";

/** A dispatch that claims to come from a build. */
export interface SourcedDispatch extends ReceivedDispatch {
  readonly source: ClaimedSource;
}

/** @returns undefined for a release by hand, and for an invalid payload */
export function sourcedDispatch({ event }: Run): SourcedDispatch | undefined {
  const payload = event["client_payload"];
  if (payload === undefined) return undefined;
  try {
    // A dispatch without an id was made by hand, so it has no source either.
    const dispatch = readDispatch(payload, "");
    return dispatch.source && { ...dispatch, source: dispatch.source };
  } catch (error) {
    if (error instanceof InvalidDocument) return undefined;
    throw error;
  }
}
