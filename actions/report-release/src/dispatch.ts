import {
  readDispatch,
  type ClaimedSource,
  type ReceivedDispatch,
} from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { Run } from "../../../lib/runner/run.ts";

/** A dispatch that somebody's build made, as it says. */
export interface SourcedDispatch extends ReceivedDispatch {
  readonly source: ClaimedSource;
}

/** @returns undefined for a release by hand, and for a payload that is too broken to be read */
export function sourcedDispatch({ event }: Run): SourcedDispatch | undefined {
  const payload = event["client_payload"];
  if (payload === undefined) return undefined;
  try {
    // One made by hand has no source, and needs no id.
    const dispatch = readDispatch(payload, "");
    return dispatch.source && { ...dispatch, source: dispatch.source };
  } catch (error) {
    if (error instanceof InvalidDocument) return undefined;
    throw error;
  }
}
