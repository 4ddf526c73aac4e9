import { isDeepStrictEqual } from "node:util";

/** The values that a deploy changes: each of `before` becomes its counterpart in `after`. */
export interface Versions {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Old and new values that count only as a whole: `3` of a number of replicas is no part of a tag. */
  readonly whole?: readonly string[] | undefined;
}

/**
 * Whether two states of a resource differ by the version alone: wherever the new version stands, the old one stood.
 * @param live null where the resource is not there yet
 */
export function isOnlyVersion(live: unknown, target: unknown, versions: Versions): boolean {
  if (live === null || target === null || live === undefined || target === undefined) return false;
  return isDeepStrictEqual(plain(live, versions), plain(target, versions));
}

const VERSION = "\u0000version";

/** A state with every version that is before or after replaced by the same mark. */
function plain(value: unknown, { before, after, whole = [] }: Versions): unknown {
  const versions = [...before, ...after].filter((one) => one !== "").toSorted((a, b) => b.length - a.length);
  const replaced = (inner: unknown): unknown => {
    if (typeof inner === "number" || typeof inner === "boolean") {
      return whole.includes(String(inner)) ? VERSION : inner;
    }
    if (typeof inner === "string") {
      if (whole.includes(inner)) return VERSION;
      return versions.reduce((text, version) => text.replaceAll(version, VERSION), inner);
    }
    if (Array.isArray(inner)) return inner.map(replaced);
    if (typeof inner === "object" && inner !== null) {
      return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, replaced(one)]));
    }
    return inner;
  };
  return replaced(value);
}
