import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import { readVerificationInputs } from "../../../lib/release-run/provenance-inputs.ts";
import type { ProvenanceOptions } from "../../../lib/release-write/provenance.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** What the step was asked to do. */
export interface Inputs extends DatabaseInputs, ProvenanceOptions {
  /** A release given by inputs, in the form that people write by hand; absent when the event brings the payload. */
  readonly release: Readonly<Record<string, string>> | undefined;
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
    ...readVerificationInputs(serverUrl),
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
