import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  readonly path: string;
  readonly policyPath: string;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    path: inputs.path("path", "the database file, such as db/db.json"),
    policyPath: inputs.path("policy", "the policy file, such as db/policy.json"),
  };
}
