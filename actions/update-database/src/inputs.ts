import { inputs, InputError } from "../../../lib/action/inputs.ts";
import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/database-action/inputs.ts";
import { issuerOf } from "../../../lib/github/provenance/issuer.ts";

/** What the step was asked to do. */
export interface Inputs extends DatabaseInputs {
  /** A release given by inputs, in the form that people write by hand; absent when the event brings the payload. */
  readonly release: Readonly<Record<string, string>> | undefined;
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
    ...readDatabaseInputs(),
    release: readRelease(),
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
