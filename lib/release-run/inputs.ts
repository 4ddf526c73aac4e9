import type { Credentials } from "../github/access.ts";
import { requireCredentials } from "../runner/credentials.ts";
import { inputs } from "../runner/inputs.ts";

/** What every action is told that writes the database. */
export interface DatabaseInputs {
  readonly credentials: Credentials;
  readonly branch: string;
  readonly path: string;
  readonly policyPath: string;
  readonly force: boolean;
  readonly failOnHeld: boolean;
  /** Milliseconds: how long the commit is tried. */
  readonly timeLimit: number;
  readonly dryRun: boolean;
}

/** @throws InputError */
export function readDatabaseInputs(): DatabaseInputs {
  return {
    credentials: requireCredentials("contents: write"),
    branch: inputs.required("branch", "the branch that holds the database"),
    path: inputs.path("path", "the database file, such as db/db.json"),
    policyPath: inputs.path("policy", "the policy file, such as db/policy.json"),
    force: inputs.flag("force"),
    failOnHeld: inputs.flag("fail-on-held"),
    timeLimit: inputs.duration("deadline"),
    dryRun: inputs.flag("dry-run"),
  };
}
