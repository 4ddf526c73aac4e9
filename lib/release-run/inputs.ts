import type { Credentials } from "../github/access.ts";
import { requireCredentials } from "../runner/credentials.ts";
import { inputs } from "../runner/inputs.ts";

/** Inputs of every action that writes the database. */
export interface DatabaseInputs {
  readonly credentials: Credentials;
  readonly branch: string;
  readonly path: string;
  readonly policyPath: string;
  readonly force: boolean;
  readonly failOnHeld: boolean;
  /** How long to retry the commit, in milliseconds. */
  readonly timeLimit: number;
  readonly dryRun: boolean;
}

/** @throws InputError */
export function readDatabaseInputs(): DatabaseInputs {
  return {
    credentials: requireCredentials("contents: write"),
    branch: inputs.branch("branch", "the branch that holds the database"),
    path: inputs.path("path", "the database file, such as db/db.json"),
    policyPath: inputs.path("policy", "the policy file, such as db/policy.json"),
    force: inputs.flag("force"),
    failOnHeld: inputs.flag("fail-on-held"),
    timeLimit: inputs.duration("deadline"),
    dryRun: inputs.flag("dry-run"),
  };
}
