import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, recordKey, serializeDatabase } from "../documents/database.ts";
import { InvalidDocument } from "../documents/problem.ts";
import type { Database, Policy, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import * as arbitrary from "../testing/arbitraries.ts";
import { applyReleases, type Applied } from "./apply.ts";
import { OPEN_POLICY } from "./policy.ts";
import { compareChannels, planPromotion, type Promotion } from "./promotion.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const AT = "2026-11-21T03:00:00Z";
const BY_HAND = { origin: { via: "inputs" as const }, policyPath: "db/policy.json" };
const SOURCE: Source = {
  repository: "acme/my-app",
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};

const record = (channel: string, fields: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  container: "my-app",
  channel,
  image: `ghcr.io/acme/my-app:${channel}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: ID,
  ...fields,
});
const database = (...releases: ReleaseRecord[]): Database => ({ version: 1, releases });
const DEV_TO_STAGE: Promotion = { containers: "*", from: "dev", to: "stage" };

function promote(given: Database, promotion: Promotion, policy = OPEN_POLICY, force = false): Applied {
  const { releases } = planPromotion({ database: given, policy }, promotion, BY_HAND);
  return applyReleases(given, releases, { id: ID, by: "octocat", at: AT, force, policy, order: "stands" });
}

const judged = (given: Database, policy?: Policy, force?: boolean) =>
  promote(given, DEV_TO_STAGE, policy, force).results.map(({ outcome, reason }) => [outcome, reason]);

describe("what a promotion does", () => {
  test.each<[string, Database, string, string]>([
    ["to a channel without the container", database(record("dev")), "applied", ""],
    ["over an older build", database(record("dev", { source: SOURCE }), older("stage")), "applied", ""],
    [
      "over a newer build",
      database(older("dev"), record("stage", { source: SOURCE })),
      "superseded",
      "the newer build acme/my-app run 10 was released here",
    ],
    [
      "of a build that was rolled back here and is wanted again",
      database(record("dev", { source: SOURCE }), {
        ...older("stage"),
        newest_builds: [{ repository: "acme/my-app", run_id: 10, run_attempt: 1 }],
      }),
      "applied",
      "",
    ],
    ["of what stands", same("stage"), "unchanged", "the record already says so"],
    [
      "over a pin",
      database(record("dev"), record("stage", { pinned: { by: "alice", at: AT, reason: "incident 42" } })),
      "held",
      `the record was pinned by alice on ${AT}: incident 42`,
    ],
  ])("%s", (_name, given, outcome, reason) => {
    expect(judged(given)).toEqual([[outcome, reason]]);
  });

  test("into a frozen channel is held, but for force", () => {
    const policy: Policy = {
      version: 1,
      freezes: [{ channel: "stage", by: "alice", reason: "release week" }],
    };
    const frozen = "stage is frozen by alice: release week";
    expect(judged(database(record("dev")), policy)).toEqual([["held", frozen]]);
    expect(judged(database(record("dev")), policy, true)).toEqual([
      ["applied", `forced, although ${frozen}`],
    ]);
  });

  test("leaves the pin of the channel that it comes from", () => {
    const pinned = { by: "alice", at: AT, reason: "incident 42" };
    const { database: after } = promote(database(record("dev", { pinned })), DEV_TO_STAGE);
    expect(after.releases.map((one) => one.pinned)).toEqual([pinned, undefined]);
  });

  function older(channel: string): ReleaseRecord {
    return record(channel, { source: { ...SOURCE, run_id: 9 } });
  }
  function same(channel: string): Database {
    return database(record("dev"), record(channel, { image: record("dev").image }));
  }
});

describe("a promotion is refused", () => {
  const both = database(record("dev", { source: SOURCE }), record("stage"));
  const ordered: Policy = { version: 1, channels: ["dev", "stage", "prod"] };
  const refs = (patterns: string[]): Policy => ({
    ...ordered,
    containers: { "my-app": { refs: { dev: ["**"], prod: patterns } } },
  });
  test.each<[string, Policy, Partial<Promotion>, string]>([
    [
      "backwards",
      ordered,
      { from: "stage", to: "dev" },
      "dev comes before stage (dev, stage, prod), but promotions go forward: to restore an earlier release in dev, use rollback-release",
    ],
    ["in place", OPEN_POLICY, { to: "dev" }, "from and to are both dev: give two channels"],
    ["to no channel", ordered, { to: "qa" }, "there is no channel qa, only dev, stage, prod"],
    ["from no channel", ordered, { from: "qa" }, "there is no channel qa, only dev, stage, prod"],
    [
      "from an empty channel",
      OPEN_POLICY,
      { from: "devv" },
      "there is no release in devv (did you mean dev?): channels with releases are dev, stage",
    ],
    [
      "to a name that no channel can have",
      OPEN_POLICY,
      { to: "Stage 1" },
      'to is "Stage 1", but must be lower-case letters and digits, with . _ - between them, at most 64 characters',
    ],
    [
      "of a container that is not there",
      OPEN_POLICY,
      { containers: ["my-ap", "my-app"] },
      "there is no my-ap in dev (did you mean my-app?): its containers are my-app",
    ],
    [
      "of a ref that the channel does not take",
      refs(["refs/tags/v*"]),
      { to: "prod" },
      "my-app in prod comes from refs/heads/main, but only refs/tags/v* is allowed",
    ],
    [
      "of a ref that a channel of promotions does not take",
      { ...refs(["refs/tags/v*"]), promotion_only: ["prod"] },
      { to: "prod" },
      "my-app in prod comes from refs/heads/main, but only refs/tags/v* is allowed",
    ],
    [
      "of another repository's build",
      { ...ordered, containers: { "my-app": { repository: { name: "acme/other" } } } },
      {},
      "my-app in stage comes from acme/my-app, but belongs to acme/other",
    ],
    [
      "from a channel without provenance to one that requires it",
      { ...ordered, provenance: ["prod"] },
      { to: "prod" },
      "my-app in prod needs provenance, but dev accepts releases without it: add dev to provenance in db/policy.json",
    ],
  ])("%s", (_name, policy, fields, message) => {
    const plan = () => planPromotion({ database: both, policy }, { ...DEV_TO_STAGE, ...fields }, BY_HAND);
    expect(plan).toThrow(InvalidDocument);
    expect(plan).toThrow(message);
  });

  test.each<[string, Policy, string]>([
    ["past a channel", ordered, "prod"],
    ["of a ref that the channel takes", refs(["main"]), "prod"],
    ["between channels that both require provenance", { ...ordered, provenance: ["dev", "prod"] }, "prod"],
    ["to a channel that is new", OPEN_POLICY, "canary"],
    ["to a channel that takes nothing else", { ...ordered, promotion_only: ["prod"] }, "prod"],
    ["of a ref that such a channel takes", { ...refs(["main"]), promotion_only: ["prod"] }, "prod"],
  ])("but not %s", (_name, policy, to) => {
    expect(planPromotion({ database: both, policy }, { ...DEV_TO_STAGE, to }, BY_HAND)).toMatchObject({
      releases: [{ container: "my-app", channel: to, image: record("dev").image, source: SOURCE }],
      leftOut: [],
    });
  });

  test("in an empty database, and says that", () => {
    expect(() => planPromotion({ database: database(), policy: OPEN_POLICY }, DEV_TO_STAGE, BY_HAND)).toThrow(
      "there is no release in dev: the database is empty",
    );
  });

  test("with twenty names, not with a thousand", () => {
    const many = database(
      ...Array.from({ length: 1000 }, (_, index) => record("dev", { container: `app-${index}` })),
    );
    const plan = () =>
      planPromotion({ database: many, policy: OPEN_POLICY }, { ...DEV_TO_STAGE, containers: ["x"] }, BY_HAND);
    expect(plan).toThrow(/app-115 and 980 more$/);
  });
});

test("two channels are compared by container, also where one has none", () => {
  const given = database(record("dev", { container: "a" }), record("stage", { container: "b" }));
  const shape = compareChannels(given, DEV_TO_STAGE).map(({ container, from, to }) => [
    container,
    from?.image,
    to?.image,
  ]);
  expect(shape).toEqual([
    ["a", record("dev").image, undefined],
    ["b", undefined, record("stage").image],
  ]);
});

test("of two channels, only the containers that are named are compared, in that order", () => {
  const given = database(...["a", "b", "c"].map((container) => record("dev", { container })));
  const compared = compareChannels(given, { ...DEV_TO_STAGE, containers: ["c", "x", "a"] });
  expect(compared.map(({ container, from, to }) => [container, from?.container, to])).toEqual([
    ["c", "c", undefined],
    ["x", undefined, undefined],
    ["a", "a", undefined],
  ]);
});

describe("any promotion", () => {
  const promotion = fc.constantFrom<Promotion>(
    DEV_TO_STAGE,
    { ...DEV_TO_STAGE, to: "prod" },
    { containers: "*", from: "stage", to: "prod" },
  );
  const content = ({ image, digest, source }: ReleaseRecord) => ({ image, digest, source });

  test("keeps image, digest and source together, and touches nothing else", () => {
    fc.assert(
      fc.property(arbitrary.database, promotion, fc.boolean(), (given, wanted, force) => {
        fc.pre(given.releases.some(({ channel }) => channel === wanted.from));
        const { database: after, results } = promote(given, wanted, OPEN_POLICY, force);
        const find = (from: Database, container: string, channel: string) =>
          from.releases.find((one) => one.container === container && one.channel === channel);
        const applied = new Set(results.filter((one) => one.outcome === "applied").map(recordKey));
        for (const one of after.releases) {
          const former = find(given, one.container, one.channel);
          if (!applied.has(recordKey(one))) expect(one).toEqual(former);
          else expect(content(one)).toEqual(content(find(given, one.container, wanted.from)!));
          expect(one.pinned).toEqual(former?.pinned);
        }
        expect(() => parseDatabase(serializeDatabase(after), "db.json")).not.toThrow();
      }),
    );
  });

  test("changes nothing the second time, and nothing that is pinned", () => {
    fc.assert(
      fc.property(arbitrary.database, promotion, (given, wanted) => {
        fc.pre(given.releases.some(({ channel }) => channel === wanted.from));
        const once = promote(given, wanted).database;
        expect(promote(once, wanted).database).toEqual(once);
        const pinned = (from: Database) => from.releases.filter((one) => one.pinned !== undefined);
        expect(pinned(once)).toEqual(pinned(given));
      }),
    );
  });
});

describe("a promotion of *", () => {
  const policy: Policy = { version: 1, allow_unlisted: false, containers: { "my-app": {} } };
  const given = database(record("dev"), { ...record("dev"), container: "my-app-api" });

  test("leaves out what the policy does not list, and says so", () => {
    const { releases, leftOut } = planPromotion({ database: given, policy }, DEV_TO_STAGE, BY_HAND);
    expect(releases.map(recordKey)).toEqual(["my-app stage"]);
    expect(leftOut).toEqual([
      "* leaves out my-app-api, which is not listed in the policy: add it to containers in db/policy.json, or retire it",
    ]);
  });

  test("takes them by name all the less", () => {
    const named = { ...DEV_TO_STAGE, containers: ["my-app", "my-app-api"] };
    expect(() => planPromotion({ database: given, policy }, named, BY_HAND)).toThrow(
      "my-app-api is not listed, and only listed containers are allowed",
    );
  });

  test("of nothing that is listed is refused", () => {
    expect(() =>
      planPromotion({ database: given, policy: { ...policy, containers: {} } }, DEV_TO_STAGE, BY_HAND),
    ).toThrow("no container in dev is listed in the policy, which allows only listed containers");
  });
});
