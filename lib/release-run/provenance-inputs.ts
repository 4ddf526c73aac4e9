import { issuerOf } from "../github/oidc/issuer.ts";
import type { ProvenanceOptions } from "../release-write/provenance.ts";
import { InputError } from "../runner/input-error.ts";
import { inputs } from "../runner/inputs.ts";

/**
 * Reads how tokens are verified.
 * @param serverUrl GitHub's address, which determines its OIDC issuer
 * @throws InputError
 */
export function readVerificationInputs(serverUrl: string): Pick<ProvenanceOptions, "oidcIssuer" | "leeway"> {
  return { oidcIssuer: readIssuer(serverUrl), leeway: inputs.duration("provenance-leeway") };
}

function readIssuer(serverUrl: string): string {
  const issuer = inputs.optional("oidc-issuer");
  if (issuer === undefined) return issuerOf(serverUrl);
  if (!/^https?:\/\/[^\s?#]+$/.test(issuer)) {
    throw new InputError("oidc-issuer", issuer, "give an address such as https://HOST/_services/token.");
  }
  return issuer.replace(/\/+$/, "");
}
