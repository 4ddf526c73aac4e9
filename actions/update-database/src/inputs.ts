import { requireCredentials, type CredentialInputs } from "../../../lib/action/credentials.ts";
import { inputs, InputError } from "../../../lib/action/inputs.ts";
import { issuerOf } from "../../../lib/github/provenance/issuer.ts";

/** What the step was asked to do. */
export interface Inputs {
  readonly credentials: CredentialInputs;
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
  /** Whether a dispatch may come without a token. */
  readonly provenance: "optional" | "required";
  readonly oidcIssuer: string;
  /** How long after its expiry a token is still good, in milliseconds. */
  readonly leeway: number;
}

/**
 * @param serverUrl GitHub's own address, which names its OIDC issuer
 * @throws InputError
 */
export function readInputs(serverUrl: string): Inputs {
  return {
    credentials: requireCredentials("contents: write"),
    release: readRelease(),
    branch: inputs.required("branch", "the branch that holds the database"),
    path: inputs.required("path", "the database file, such as db/db.json"),
    policyPath: inputs.required("policy", "the policy file, such as db/policy.json"),
    force: inputs.flag("force"),
    failOnHeld: inputs.flag("fail-on-held"),
    deadline: inputs.duration("deadline"),
    dryRun: inputs.flag("dry-run"),
    provenance: inputs.choice("provenance", ["optional", "required"]),
    oidcIssuer: readIssuer(serverUrl),
    leeway: inputs.duration("provenance-leeway"),
  };
}

function readIssuer(serverUrl: string): string {
  const issuer = inputs.optional("oidc-issuer");
  if (issuer === undefined) return issuerOf(serverUrl);
  if (!/^https?:\/\/[^\s?#]+$/.test(issuer)) {
    throw new InputError(
      "oidc-issuer",
      issuer,
      "an address is allowed, such as https://HOST/_services/token.",
    );
  }
  return issuer.replace(/\/+$/, "");
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
