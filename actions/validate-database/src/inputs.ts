import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  readonly path: string;
  readonly policyPath: string;
  readonly serverPath: string;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    path: inputs.path("path", "the database file, such as db/db.json"),
    policyPath: inputs.path("policy", "the policy file, such as db/policy.json"),
    serverPath: inputs.path("server-config", "the deploy server's configuration, such as db/server.yaml"),
  };
}
