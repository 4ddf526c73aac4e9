import { toSelection } from "../../../lib/release-run/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import type { Promotion } from "../../../lib/releases/rules/promotion.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** What the step was asked to do. */
export interface Inputs extends DatabaseInputs, Promotion {
  /** One line. */
  readonly reason: string | undefined;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    ...readDatabaseInputs(),
    containers: toSelection("containers", inputs.list("containers", "the containers to promote, or *")),
    from: inputs.required("from", "the release channel to take them from"),
    to: inputs.required("to", "the release channel to take them to"),
    reason: inputs.line("reason"),
  };
}
