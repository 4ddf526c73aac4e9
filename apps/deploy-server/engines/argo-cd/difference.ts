import { isDeepStrictEqual } from "node:util";

/** The values that a deploy changes: each of `before` becomes its counterpart in `after`. */
export interface Versions {
  readonly before: readonly string[];
  readonly after: readonly string[];
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
function plain(value: unknown, { before, after }: Versions): unknown {
  const versions = [...before, ...after].filter((one) => one !== "").toSorted((a, b) => b.length - a.length);
  const replaced = (inner: unknown): unknown => {
    if (typeof inner === "string") {
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
