import { toSelection } from "../../../lib/release-run/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import type { Retirement } from "../../../lib/releases/rules/retirement.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs extends DatabaseInputs, Retirement {
  /** One line. */
  readonly reason: string;
}

/** @throws InputError */
export function readInputs(): Inputs {
  const containers = toSelection("containers", inputs.list("containers", "the containers to retire"));
  const channel = inputs.optional("channel");
  if (containers === "*" && channel === undefined) {
    throw new InputError(
      "containers",
      "*",
      "* needs a channel: containers cannot all be retired everywhere at once.",
    );
  }
  const reason = inputs.line("reason");
  if (reason === undefined)
    throw new InputError("reason", "", "give the reason for the tombstone, in one line.");
  return { ...readDatabaseInputs(), containers, channel, reason };
}
