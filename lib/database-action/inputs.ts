import { requireCredentials, type CredentialInputs } from "../action/credentials.ts";
import { inputs, InputError } from "../action/inputs.ts";
import { issuerOf } from "../github/provenance/issuer.ts";
import type { ProvenanceOptions } from "./provenance.ts";

/** What every action is told that writes the database. */
export interface DatabaseInputs {
  readonly credentials: CredentialInputs;
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
export function readDatabaseInputs(): DatabaseInputs {
  return {
    credentials: requireCredentials("contents: write"),
    branch: inputs.required("branch", "the branch that holds the database"),
    path: inputs.required("path", "the database file, such as db/db.json"),
    policyPath: inputs.required("policy", "the policy file, such as db/policy.json"),
    force: inputs.flag("force"),
    failOnHeld: inputs.flag("fail-on-held"),
    deadline: inputs.duration("deadline"),
    dryRun: inputs.flag("dry-run"),
  };
}

/**
 * How tokens are verified.
 * @param serverUrl GitHub's own address, which names its OIDC issuer
 * @throws InputError
 */
export function readVerificationInputs(serverUrl: string): Pick<ProvenanceOptions, "oidcIssuer" | "leeway"> {
  return { oidcIssuer: readIssuer(serverUrl), leeway: inputs.duration("provenance-leeway") };
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
