import { readDatabaseInputs, type DatabaseInputs } from "../../../lib/release-run/inputs.ts";
import { readVerificationInputs } from "../../../lib/release-run/provenance-inputs.ts";
import type { ProvenanceOptions } from "../../../lib/release-write/provenance.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs extends DatabaseInputs, ProvenanceOptions {
  /** The release from the inputs, in the flat form; absent if the event has the payload. */
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

/** The payload's schema checks the values later. */
function readRelease(): Inputs["release"] {
  const given = Object.entries({
    container: inputs.optional("container"),
    release_channel: inputs.optional("release-channel"),
    image: inputs.optional("image"),
    digest: inputs.optional("digest"),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
