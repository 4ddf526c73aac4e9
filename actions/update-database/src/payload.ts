import { createHash } from "node:crypto";
import { InputError } from "../../../lib/action/inputs.ts";
import type { Run } from "../../../lib/action/run.ts";
import { readDispatch, type ReceivedDispatch } from "../../../lib/releases/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/problem.ts";

/**
 * The dispatch that this run is about: the inputs' where there are any, else the event's.
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
      "the event brings no client_payload, so give container, release-channel and image.",
    );
  }
  try {
    return readDispatch(payload, handmadeId(run, payload));
  } catch (error) {
    throw release !== undefined && error instanceof InvalidDocument ? asInputs(error) : error;
  }
}

/** Names what the user wrote: inputs, with dashes, and no payload. */
function asInputs({ problems }: InvalidDocument): InvalidDocument {
  const renamed = problems.map((problem) => ({
    ...problem,
    message: problem.message.replaceAll("release_channel", "release-channel"),
  }));
  return new InvalidDocument("inputs", renamed);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that the payload names, however broken the rest is, so that the failure can be traced. */
export function claimedId(run: Run): string {
  const payload = run.event["client_payload"] as { readonly dispatch_id?: unknown } | null | undefined;
  const claimed = payload?.dispatch_id;
  return typeof claimed === "string" && UUID.test(claimed) ? claimed : "";
}

/**
 * A hand-made payload has no id. It gets one from its run, so that each attempt of the run has the same and none is
 * written twice: a UUID of version 8, which is for such hashes (RFC 9562, section 5.8).
 */
function handmadeId({ repository, id }: Run, payload: unknown): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([repository, id, payload]))
    .digest("hex");
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join("-");
}
