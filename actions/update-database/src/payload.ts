import { runUuid } from "../../../lib/release-run/run-id.ts";
import { readDispatch, type ReceivedDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { record } from "../../../lib/runner/event-payload.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import type { Run } from "../../../lib/runner/run.ts";

/**
 * The dispatch to write: from the inputs if they are set, otherwise from the event.
 * @throws InputError, InvalidDocument
 */
export function receiveDispatch(
  run: Run,
  release: Readonly<Record<string, string>> | undefined,
): ReceivedDispatch {
  const payload = release ?? run.event["client_payload"];
  if (payload === undefined) {
    throw new InputError(
      "container",
      "",
      "the event has no client_payload: set container, release-channel and image.",
    );
  }
  try {
    return readDispatch(payload, runUuid(run, payload));
  } catch (error) {
    throw release !== undefined && error instanceof InvalidDocument ? asInputs(error) : error;
  }
}

/** Puts the problems in terms of the inputs, whose names have dashes. */
function asInputs({ problems }: InvalidDocument): InvalidDocument {
  const renamed = problems.map((problem) => ({
    ...problem,
    message: problem.message.replaceAll("release_channel", "release-channel"),
  }));
  return new InvalidDocument("inputs", renamed);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The payload's id, even if the rest is invalid, so that the failure can be traced. */
export function claimedId(run: Run): string {
  const claimed = record(run.event["client_payload"])?.["dispatch_id"];
  return typeof claimed === "string" && UUID.test(claimed) ? claimed : "";
}
