/** Generated data for property tests: valid by the schemas, and otherwise as odd as possible. */
import fc from "fast-check";
import type { ClaimedSource, ReceivedDispatch } from "../documents/dispatch.ts";
import type {
  Build,
  ConfigRecord,
  ContainerRules,
  Database,
  Freeze,
  Locks,
  Policy,
  Release,
  ReleaseRecord,
  Source,
  Tombstone,
  Undeployment,
} from "../generated/schema.generated.ts";

const SHORT = { minLength: 1, maxLength: 8 };
const lower = fc.string({ unit: fc.constantFrom(..."abcdefgh0123456789"), ...SHORT });

export const container = fc.constantFrom("api", "worker", "my-app", "a.b_c");
export const channel = fc.constantFrom("dev", "stage", "prod");
export const image = fc
  .tuple(fc.constantFrom("ghcr.io/acme/", "localhost:5000/", ""), lower, lower)
  .map(([registry, name, tag]) => `${registry}${name}:${tag}`);
const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const digest = hex(64).map((value) => `sha256:${value}`);

export const source: fc.Arbitrary<ClaimedSource> = fc.record({
  repository: fc.constantFrom("acme/my-app", "acme/other"),
  sha: hex(40),
  ref: fc.constantFrom("refs/heads/main", "refs/tags/v1"),
  run_id: fc.integer({ min: 1, max: 9 }),
  run_attempt: fc.integer({ min: 1, max: 3 }),
});

/** A record's source: with the repository's id if the build was proved. */
const recordedSource: fc.Arbitrary<Source> = fc
  .tuple(source, fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }))
  .map(([claim, id]) => (id === undefined ? claim : { ...claim, repository_id: id }));

/** As a later version may write it, with fields that this version does not know. */
const keptSource: fc.Arbitrary<Source> = fc
  .tuple(recordedSource, fc.dictionary(fc.constantFrom("x-job", "x-é"), fc.jsonValue(), { maxKeys: 2 }))
  .map(([known, more]) => ({ ...more, ...known }));

const build: fc.Arbitrary<Build> = recordedSource.map(
  ({ repository, repository_id, run_id, run_attempt }) => ({
    repository,
    ...(repository_id !== undefined && { repository_id }),
    run_id,
    run_attempt,
  }),
);

export const release: fc.Arbitrary<Release> = fc.record(
  { container, channel, image, digest },
  { requiredKeys: ["container", "channel", "image"] },
);

const unknownFields = fc.dictionary(
  fc.string({ maxLength: 12 }).map((key) => `x-${key}`),
  fc.jsonValue(),
  { maxKeys: 3 },
);

/** Names that have a meaning in JavaScript, but not in JSON. */
const treacherousField = fc.constantFrom({}, JSON.parse('{"__proto__": {"a": 1}}') as object, {
  constructor: "x",
});

export const record: fc.Arbitrary<ReleaseRecord> = fc
  .tuple(
    fc.record(
      {
        container,
        channel,
        image,
        digest,
        source: keptSource,
        newest_builds: fc.array(build, { maxLength: 3 }),
        released_at: fc.constant("2026-11-21T02:00:00Z"),
        released_by: fc.constantFrom("octocat", "app[bot]"),
        dispatch_id: fc.uuid(),
        pinned: fc.record({
          by: fc.constant("octocat"),
          at: fc.constant("2026-11-21T02:00:00Z"),
          reason: fc.string(),
        }),
      },
      { requiredKeys: ["container", "channel", "image", "released_at", "released_by", "dispatch_id"] },
    ),
    unknownFields,
    treacherousField,
  )
  .map(
    (parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part))) as unknown as ReleaseRecord,
  );

const key = ({ container, channel }: Release | ReleaseRecord | Tombstone): string =>
  `${container} ${channel}`;

const tombstone: fc.Arbitrary<Tombstone> = fc.record(
  {
    container,
    channel,
    by: fc.constantFrom("octocat", "app[bot]"),
    at: fc.constant("2026-11-20T02:00:00Z"),
    reason: fc.constantFrom("moved", "Müll →"),
    newest_builds: fc.array(build, { maxLength: 3 }),
  },
  { requiredKeys: ["container", "channel", "by", "at", "reason"] },
);

const configPlace = { config: fc.constantFrom("settings", "my-app"), channel };
const configKey = ({ config, channel }: ConfigRecord | Undeployment): string => `${config} ${channel}`;

const configRecord: fc.Arbitrary<ConfigRecord> = fc.record({
  ...configPlace,
  repository: fc.constantFrom("acme/settings", "acme/my-app"),
  path: fc.constant(".deploy/settings.yaml"),
  sha: hex(40),
  released_at: fc.constant("2026-11-21T02:00:00Z"),
  released_by: fc.constantFrom("octocat", "app[bot]"),
  dispatch_id: fc.uuid(),
});

const undeployment: fc.Arbitrary<Undeployment> = fc.record(
  {
    ...configPlace,
    by: fc.constantFrom("octocat", "app[bot]"),
    at: fc.constant("2026-11-20T02:00:00Z"),
    reason: fc.constantFrom("undeployed", "Müll →"),
    newest_builds: fc.array(build, { maxLength: 3 }),
    resumed: fc.record({ by: fc.constant("bob"), at: fc.constant("2026-11-20T03:00:00Z") }),
  },
  { requiredKeys: ["config", "channel", "by", "at", "reason"] },
);

/** Half of the time, or nothing. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { freq: 2, nil: undefined });
}

/** Half of them with tombstones, also of places where a program that knows none has released again. */
export const database: fc.Arbitrary<Database> = fc
  .tuple(
    fc.uniqueArray(record, { selector: key, maxLength: 8 }),
    maybe(fc.uniqueArray(tombstone, { selector: key, maxLength: 5 })),
    maybe(fc.uniqueArray(configRecord, { selector: configKey, maxLength: 4 })),
    maybe(fc.uniqueArray(undeployment, { selector: configKey, maxLength: 4 })),
    unknownFields,
  )
  .map(([releases, retired, configs, undeployed, fields]) => ({
    ...fields,
    version: 1 as const,
    releases,
    ...(retired !== undefined && { retired }),
    ...(configs !== undefined && { configs }),
    ...(undeployed !== undefined && { undeployed }),
  }));

export const dispatch: fc.Arbitrary<ReceivedDispatch> = fc.record(
  { id: fc.uuid(), releases: fc.uniqueArray(release, { selector: key, minLength: 1, maxLength: 4 }), source },
  { requiredKeys: ["id", "releases"] },
);

const rules: fc.Arbitrary<ContainerRules> = fc.record(
  {
    repository: fc.record({ name: fc.constantFrom("acme/my-app", "Acme/Other") }),
    image: fc.constantFrom("ghcr.io/acme/a", "a"),
    refs: fc.dictionary(channel, fc.subarray(["main", "refs/tags/v*", "**"])),
  },
  { requiredKeys: [] },
);

const freeze: fc.Arbitrary<Freeze> = fc.record(
  {
    channel,
    container,
    reason: fc.constant("release week"),
    by: fc.constant("alice"),
    until: fc.constantFrom("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
  },
  { requiredKeys: ["channel", "reason", "by"] },
);

export const policy: fc.Arbitrary<Policy> = fc.record(
  {
    version: fc.constant(1 as const),
    // Complete, so that the other fields may name any channel.
    channels: fc.constant(["dev", "stage", "prod"]),
    allow_manual: fc.boolean(),
    containers: fc.dictionary(container, rules),
    freezes: fc.array(freeze, { maxLength: 3 }),
    promotion_only: fc.subarray(["stage", "prod"]),
    server_only: fc.subarray(["stage"]),
  },
  { requiredKeys: ["version"] },
);

export const locks: fc.Arbitrary<Locks> = fc.record({
  version: fc.constant(1 as const),
  locks: fc.array(
    fc.record(
      {
        config: container,
        channel,
        reason: fc.constant("incident 43"),
        owner: fc.constant("bob"),
        at: fc.constant("2026-11-01T00:00:00Z"),
        until: fc.constantFrom("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
      },
      { requiredKeys: ["reason", "owner", "at"] },
    ),
    { maxLength: 3 },
  ),
});
