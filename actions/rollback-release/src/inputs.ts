import { toSelection } from "../../../lib/release-run/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import { parseTarget, type RollbackTarget } from "../../../lib/releases/history/rollback.ts";
import { parsePinEnd, type PinEnd } from "../../../lib/releases/rules/pin-end.ts";
import type { Selection } from "../../../lib/releases/rules/selection.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs extends DatabaseInputs {
  readonly containers: Selection;
  readonly channel: string;
  readonly target: RollbackTarget;
  readonly pin: boolean;
  /** Undefined for a pin without an end. */
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
      "use previous, an image with its tag (ghcr.io/acme/my-app:v1), or the id of a commit in this repository (7 to 40 digits).",
    );
  }
  const unpin = inputs.flag("unpin");
  if (unpin && target.kind !== "previous") {
    throw new InputError("to", to, "unpin restores nothing: leave out to or unpin.");
  }
  if (containers === "*" && !unpin && target.kind !== "commit") {
    throw new InputError(
      "containers",
      "*",
      "their previous releases date from different times: name the containers, or set to to a commit.",
    );
  }
  if (target.kind === "image" && containers.length > 1) {
    throw new InputError(
      "containers",
      words.join(", "),
      "the image in to belongs to one container: name only that one.",
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
      "use a duration such as 90m, 8h or 3d, or a time in UTC such as 2026-12-01T08:00:00Z.",
    );
  }
  if (end.kind === "moment" && Date.parse(end.until) <= Date.now()) {
    throw new InputError("pin-until", text, "it is in the past: use a time in the future.");
  }
  if (inputs.flag("unpin") || !inputs.flag("pin")) {
    throw new InputError("pin-until", text, "it needs a pin: leave out pin-until, or unpin and pin: false.");
  }
  return end;
}
