import { inputs, InputError } from "../../../lib/action/inputs.ts";

/** What the step was asked to do. */
export interface Inputs {
  readonly token: string;
  /** A release given by inputs, in the form that people write by hand; absent when the event brings the payload. */
  readonly release: Readonly<Record<string, string>> | undefined;
  readonly branch: string;
  readonly path: string;
  readonly policyPath: string;
  readonly force: boolean;
  readonly failOnHeld: boolean;
  /** Milliseconds. */
  readonly deadline: number;
  readonly dryRun: boolean;
}

/** @throws InputError */
export function readInputs(): Inputs {
  const token = inputs.secret("token");
  if (token === undefined) throw new InputError("token", "", "give a token with contents: write.");
  return {
    token,
    release: readRelease(),
    branch: inputs.required("branch", "the branch that holds the database"),
    path: inputs.required("path", "the database file, such as db/db.json"),
    policyPath: inputs.required("policy", "the policy file, such as db/policy.json"),
    force: inputs.flag("force"),
    failOnHeld: inputs.flag("fail-on-held"),
    deadline: inputs.duration("deadline"),
    dryRun: inputs.flag("dry-run"),
  };
}

/** Whether the values are legal is for the payload's schema to say. */
function readRelease(): Inputs["release"] {
  const given = Object.entries({
    container: inputs.optional("container"),
    release_channel: inputs.optional("release-channel"),
    image: inputs.optional("image"),
    digest: inputs.optional("digest"),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
