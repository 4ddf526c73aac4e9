import type { Dispatch, HandmadeDispatch, Release, Source } from "../generated/schema.generated.ts";
import { recordKey } from "./database.ts";
import { withoutDigest } from "./image.ts";
import { InvalidDocument, requireValid, type Problem } from "./problem.ts";
import { dispatchProblems, handmadeProblems } from "./schema-problems.ts";

/** The event that carries a dispatch. */
export const EVENT_TYPE = "update-release-channel";

/** GitHub's limits for a client_payload: at most 10 top-level properties, under 64 KB. */
const PAYLOAD_PROPERTIES = 10;
const PAYLOAD_BYTES = 65_535;

/** The name of a dispatch in messages. */
export const DISPATCH_DOCUMENT = "client_payload";

/**
 * The build that a dispatch claims to come from. It never has what only a token can prove, whatever the payload says.
 */
export type ClaimedSource = Source & {
  readonly repository_id?: never;
  readonly actor?: never;
  readonly sent_by?: never;
};

/** A dispatch as the release repository receives it, in either form. */
export interface ReceivedDispatch {
  readonly id: string;
  readonly releases: readonly Release[];
  readonly source?: ClaimedSource;
  readonly provenance?: string;
}

/**
 * Reads a client_payload, as trigger-dispatch sends it or in the flat form that people write by hand.
 * @param fallbackId the id for a hand-made payload without one; the same for every attempt of a run
 * @throws InvalidDocument if the dispatch must be rejected
 */
export function readDispatch(payload: unknown, fallbackId: string): ReceivedDispatch {
  if (!isObject(payload)) {
    const message = `it is ${JSON.stringify(payload) ?? "missing"}, but must be an object`;
    throw new InvalidDocument(DISPATCH_DOCUMENT, [{ path: "", message }]);
  }
  requireValid(DISPATCH_DOCUMENT, tooManyProperties(payload));
  return "releases" in payload || "version" in payload
    ? readBuilt(payload)
    : readHandmade(payload, fallbackId);
}

/**
 * Builds the payload that trigger-dispatch sends.
 * @throws InvalidDocument if GitHub or the release repository would reject it
 */
export function buildDispatch(dispatch: Dispatch): Dispatch {
  const built = { ...dispatch, releases: dispatch.releases.map((release) => withoutDigest(release)) };
  readBuilt(built);
  const bytes = new TextEncoder().encode(JSON.stringify(built)).length;
  if (bytes > PAYLOAD_BYTES) {
    const message = `the payload of ${built.releases.length} releases has ${bytes} bytes, but GitHub accepts ${PAYLOAD_BYTES}: split the releases into several dispatches`;
    throw new InvalidDocument(DISPATCH_DOCUMENT, [{ path: "", message }]);
  }
  return built;
}

function isObject(payload: unknown): payload is Readonly<Record<string, unknown>> {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload);
}

function tooManyProperties(payload: Readonly<Record<string, unknown>>): readonly Problem[] {
  const properties = Object.keys(payload).length;
  if (properties <= PAYLOAD_PROPERTIES) return [];
  const message = `it has ${properties} top-level properties, but GitHub accepts ${PAYLOAD_PROPERTIES}: remove some`;
  return [{ path: "", message }];
}

function readBuilt(payload: Readonly<Record<string, unknown>>): ReceivedDispatch {
  if ("version" in payload && payload["version"] !== 1) {
    const message = `version is ${JSON.stringify(payload["version"])}, but this release repository supports only 1: use the same version of the actions on both sides`;
    requireValid(DISPATCH_DOCUMENT, [{ path: "version", message }]);
  }
  const normal = Array.isArray(payload["releases"])
    ? { ...payload, releases: payload["releases"].map(normalized) }
    : payload;
  if (!isDispatch(normal)) throw new InvalidDocument(DISPATCH_DOCUMENT, dispatchProblems(normal));
  const { dispatch_id: id, releases, source, provenance } = normal;
  requireValid(DISPATCH_DOCUMENT, [...takenIds(id), ...repeats(releases)]);
  return {
    id: id.toLowerCase(),
    releases,
    ...(source !== undefined && { source: claimed(source) }),
    ...(provenance !== undefined && { provenance }),
  };
}

function claimed({ repository, sha, ref, run_id, run_attempt }: Source): ClaimedSource {
  return { repository, sha, ref, run_id, run_attempt };
}

function readHandmade(payload: Readonly<Record<string, unknown>>, fallbackId: string): ReceivedDispatch {
  const normal = normalized(payload);
  if (!isHandmade(normal)) throw new InvalidDocument(DISPATCH_DOCUMENT, handmadeProblems(normal));
  const { container, release_channel: channel, image, digest, dispatch_id } = normal;
  requireValid(DISPATCH_DOCUMENT, takenIds(dispatch_id ?? ""));
  const release: Release = { container, channel, image, ...(digest !== undefined && { digest }) };
  return { id: (dispatch_id ?? fallbackId).toLowerCase(), releases: [release] };
}

function isDispatch(data: unknown): data is Dispatch {
  return dispatchProblems(data).length === 0;
}

function isHandmade(data: unknown): data is HandmadeDispatch {
  return handmadeProblems(data).length === 0;
}

function normalized(release: unknown): unknown {
  return hasImage(release) ? withoutDigest(release) : release;
}

function hasImage(release: unknown): release is { readonly image: string } {
  return isObject(release) && typeof release["image"] === "string";
}

/**
 * Ids of version 8 are made from a run, so anyone can work out the next one. Whoever wrote a commit with it first would
 * make that run believe that its work is done.
 */
function takenIds(id: string): readonly Problem[] {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8/i.test(id)) return [];
  const message = `dispatch_id is ${id}, a version 8 UUID, which only runs of this repository make for themselves: send a random one, as uuidgen makes it`;
  return [{ path: "dispatch_id", message }];
}

function repeats(releases: readonly Release[]): readonly Problem[] {
  const first = new Map<string, number>();
  return releases.flatMap((release, index) => {
    const earlier = first.get(recordKey(release));
    if (earlier === undefined) {
      first.set(recordKey(release), index);
      return [];
    }
    const path = `releases[${index}]`;
    return [
      {
        path,
        message: `${path} repeats ${release.container} in ${release.channel}, which is releases[${earlier}]`,
      },
    ];
  });
}
