import { inputs } from "../../../lib/action/inputs.ts";
import { toSelection } from "../../../lib/database-action/containers.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/database-action/inputs.ts";
import type { Promotion } from "../../../lib/releases/promotion.ts";

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
