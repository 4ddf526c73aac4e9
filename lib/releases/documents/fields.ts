import type { Database } from "../generated/schema.generated.ts";
import { didYouMean } from "./nearest.ts";
import { pathText, type PathSegment, type SchemaProblem } from "./schema-problems.ts";

/** The database's fields in the order they are written in; a test compares them with db/db.schema.json. */
export const DATABASE_FIELDS = [
  "$schema",
  "version",
  "releases",
  "retired",
  "charts",
  "configs",
  "undeployed",
] as const;
export const RECORD_FIELDS = [
  "container",
  "channel",
  "image",
  "digest",
  "source",
  "config",
  "newest_builds",
  "released_at",
  "released_by",
  "dispatch_id",
  "pinned",
] as const;
export const CHART_FIELDS = [
  "config",
  "channel",
  "chart",
  "version",
  "digest",
  "released_at",
  "released_by",
  "dispatch_id",
  "pinned",
] as const;
export const TOMBSTONE_FIELDS = ["container", "channel", "by", "at", "reason", "newest_builds"] as const;
export const CONFIG_FIELDS = [
  "config",
  "channel",
  "repository",
  "path",
  "sha",
  "released_at",
  "released_by",
  "dispatch_id",
  "pinned",
] as const;
export const UNDEPLOYMENT_FIELDS = [
  "config",
  "channel",
  "by",
  "at",
  "reason",
  "newest_builds",
  "resumed",
] as const;
export const CONFIG_SOURCE_FIELDS = ["repository", "path", "sha"] as const;
export const BUILD_FIELDS = ["repository", "repository_id", "run_id", "run_attempt"] as const;
export const SOURCE_FIELDS = [
  "repository",
  "repository_id",
  "sha",
  "ref",
  "run_id",
  "run_attempt",
  "actor",
  "sent_by",
] as const;

/**
 * The fields of a database that this version does not know. A later version may have written them, so they are kept, or
 * a name is misspelt. The schema rejects unknown fields in pins, tombstones and undeployments, because those hold releases.
 */
export function unknownFields(database: Database): readonly SchemaProblem[] {
  return [
    ...strangers(database, DATABASE_FIELDS, []),
    ...database.releases.flatMap((record, index) => {
      const at = ["releases", index];
      const { source, config, newest_builds: builds = [] } = record;
      return [
        ...strangers(record, RECORD_FIELDS, at),
        ...(source === undefined ? [] : strangers(source, SOURCE_FIELDS, [...at, "source"])),
        ...(config === undefined ? [] : strangers(config, CONFIG_SOURCE_FIELDS, [...at, "config"])),
        ...strangeBuilds(builds, at),
      ];
    }),
    ...(database.retired ?? []).flatMap(({ newest_builds: builds = [] }, index) =>
      strangeBuilds(builds, ["retired", index]),
    ),
    ...(database.charts ?? []).flatMap((chart, index) => strangers(chart, CHART_FIELDS, ["charts", index])),
    ...(database.configs ?? []).flatMap((record, index) =>
      strangers(record, CONFIG_FIELDS, ["configs", index]),
    ),
    ...(database.undeployed ?? []).flatMap(({ newest_builds: builds = [] }, index) =>
      strangeBuilds(builds, ["undeployed", index]),
    ),
  ];
}

function strangeBuilds(builds: readonly object[], at: readonly PathSegment[]): readonly SchemaProblem[] {
  return builds.flatMap((build, index) => strangers(build, BUILD_FIELDS, [...at, "newest_builds", index]));
}

function strangers(
  object: object,
  known: readonly string[],
  at: readonly PathSegment[],
): readonly SchemaProblem[] {
  return Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const segments = [...at, name];
      const path = pathText(segments);
      const message = `${path} is unknown${didYouMean(name, known)}, so it is kept and has no effect; known fields are ${known.join(", ")}`;
      return { segments, path, message };
    });
}
