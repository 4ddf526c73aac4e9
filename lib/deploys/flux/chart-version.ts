import { compareBuild, prerelease, valid } from "semver";

/** Versions of charts, by semantic versioning: https://semver.org, as Helm obliges charts to. */

/** Whether a text is one version, and no range of them. A `v` before it is allowed, as Helm allows it. */
export function isExactVersion(text: string): boolean {
  return valid(text) !== null;
}

/**
 * The version that a registry's tag stands for; undefined for a tag that is none. Tags have no `+`, for which Helm writes
 * `_`: https://helm.sh/docs/topics/registries/
 */
export function versionOfTag(tag: string): string | undefined {
  const version = tag.replaceAll("_", "+");
  return isExactVersion(version) ? version : undefined;
}

/** The tag under which a registry has a version. */
export function tagOfVersion(version: string): string {
  return version.replaceAll("+", "_");
}

/** The versions among a registry's tags, newest first; those that differ only in what they were built from too. */
export function newestFirst(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => versionOfTag(tag) ?? []).toSorted((a, b) => compareBuild(b, a));
}

/** Whether a version is one before a release, such as `1.4.2-rc.1`. */
export function isPrerelease(version: string): boolean {
  return prerelease(version) !== null;
}

/** Whether going from one version to another goes back. */
export function isDowngrade(from: string, to: string): boolean {
  return compareBuild(to, from) < 0;
}
