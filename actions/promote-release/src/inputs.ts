import { toSelection } from "../../../lib/release-run/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import type { Promotion } from "../../../lib/releases/rules/promotion.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs extends DatabaseInputs, Promotion {
  /** One line. */
  readonly reason: string | undefined;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    ...readDatabaseInputs(),
    containers: toSelection("containers", inputs.list("containers", "the containers to promote, or *")),
    from: inputs.required("from", "the release channel to promote from"),
    to: inputs.required("to", "the release channel to promote to"),
    reason: inputs.line("reason"),
  };
}
