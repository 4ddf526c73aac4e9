import { toSelection } from "../../../lib/release-run/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import { parseTarget, type RollbackTarget } from "../../../lib/releases/history/rollback.ts";
import { parsePinEnd, type PinEnd } from "../../../lib/releases/rules/pin-end.ts";
import type { Selection } from "../../../lib/releases/rules/selection.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** What the step was asked to do. */
export interface Inputs extends DatabaseInputs {
  readonly containers: Selection;
  readonly channel: string;
  readonly target: RollbackTarget;
  readonly pin: boolean;
  /** Undefined for a pin that stays until it is taken off. */
  readonly pinUntil: PinEnd | undefined;
  readonly unpin: boolean;
  /** One line. */
  readonly reason: string | undefined;
}

/** @throws InputError */
export function readInputs(): Inputs {
  const words = inputs.list("containers", "the containers to roll back");
  const containers = toSelection("containers", words);
  const to = inputs.optional("to") ?? "previous";
  const target = parseTarget(to);
  if (target === undefined) {
    throw new InputError(
      "to",
      to,
      "previous, an image with its tag (ghcr.io/acme/my-app:v1) or the id of a commit of this repository (7 to 40 digits) is allowed.",
    );
  }
  const unpin = inputs.flag("unpin");
  if (unpin && target.kind !== "previous") {
    throw new InputError("to", to, "unpin goes back to nothing: leave one of them out.");
  }
  if (containers === "*" && !unpin && target.kind !== "commit") {
    throw new InputError(
      "containers",
      "*",
      "name them, for what they ran before is of different days; or name in to the commit of a time to go back to.",
    );
  }
  if (target.kind === "image" && containers.length > 1) {
    throw new InputError(
      "containers",
      words.join(", "),
      "an image in to belongs to one container: name that.",
    );
  }
  return {
    ...readDatabaseInputs(),
    containers,
    channel: inputs.required("channel", "the release channel"),
    target,
    pin: inputs.flag("pin"),
    pinUntil: readPinEnd(),
    unpin,
    reason: inputs.line("reason"),
  };
}

function readPinEnd(): PinEnd | undefined {
  const text = inputs.optional("pin-until");
  if (text === undefined) return undefined;
  const end = parsePinEnd(text);
  if (end === undefined) {
    throw new InputError(
      "pin-until",
      text,
      "a length such as 90m, 8h or 3d is allowed, or a time in UTC such as 2026-12-01T08:00:00Z.",
    );
  }
  if (end.kind === "moment" && Date.parse(end.until) <= Date.now()) {
    throw new InputError("pin-until", text, "it is over: give a time that is still to come.");
  }
  if (inputs.flag("unpin") || !inputs.flag("pin")) {
    throw new InputError(
      "pin-until",
      text,
      "it belongs to a pin: leave out one of pin-until, unpin and pin: false.",
    );
  }
  return end;
}
