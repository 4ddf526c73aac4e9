import { describe, expect, test } from "@jest/globals";
import type { Database, Source } from "../generated/schema.generated.ts";
import { commitMessage } from "../history/commit-message.ts";
import { pastDispatches, pastMoves, type PastMove } from "../history/past-dispatch.ts";
import type { PastCommit } from "../history/record-history.ts";
import { applyReleases, sourced } from "../rules/apply.ts";
import { endedReports } from "./running-ended.ts";
import { movedReports } from "./running-moves.ts";
import { describeFate, isFound, runningReports, runsAlone } from "./running.ts";

const EMPTY: Database = { version: 1, releases: [] };
const SHA = "1a2b3c4d".repeat(5);
const ID = 42;

interface World {
  readonly database: Database;
  /** Newest first. */
  readonly commits: readonly PastCommit[];
}
const NOTHING: World = { database: EMPTY, commits: [] };

interface Told {
  readonly repository?: string;
  readonly isProved?: boolean;
  /** Whether the record says so, too: records of former versions do not. */
  readonly isOnRecord?: boolean;
  readonly trailers?: readonly string[];
}

/** A dispatch is applied, and its commit read again: what one writes the other must understand. */
function release(world: World, id: string, words: string, told: Told = {}): World {
  const { repository = "acme/app", isProved = true, isOnRecord = isProved, trailers = [] } = told;
  const build = { sha: SHA, ref: "refs/heads/main", run_id: Number(id), run_attempt: 1 };
  const source: Source = { repository, ...(isOnRecord && { repository_id: ID }), ...build };
  const releases = words.split(", ").map((text) => {
    const [container = "", channel = "", tag = ""] = text.split(" ");
    return { container, channel, image: `${container}:${tag}` };
  });
  const options = {
    id,
    by: "octocat",
    at: "2026-11-21T02:00:00Z",
    force: false,
    policy: { version: 1 } as const,
  };
  const applied = applyReleases(world.database, sourced(releases, source), { ...options, order: "ever" });
  const verified = { ...source, repositoryId: ID, runId: source.run_id, runAttempt: 1 };
  const { headline, body } = commitMessage(applied.results, [source], {
    ...options,
    serverUrl: "https://github.com",
    ...(isProved && { verified }),
    trailers,
  });
  const commit = {
    oid: id.padStart(40, "0"),
    url: `https://github.com/c/${id}`,
    message: `${headline}\n\n${body}`,
  };
  return { database: applied.database, commits: [commit, ...world.commits] };
}

/** What the cluster takes over, after it ran `before`. */
function told(before: World | undefined, now: World) {
  const old = new Set(before?.commits.map(({ oid }) => oid));
  const isNew = ({ commit }: PastMove) => !old.has(commit.oid);
  const dispatches = pastDispatches(now.commits);
  const moves = pastMoves(now.commits);
  const change = { now: now.database, before: before?.database, dispatches, moves, isNew };
  const reports = [...movedReports(change), ...runningReports(change), ...endedReports(change)];
  return reports.map((report) =>
    [
      report.cause.id,
      report.channel,
      describeFate(report),
      ...(report.proved === undefined ? ["(claimed)"] : []),
      ...(report.isToBeMade ? ["(made)"] : []),
    ].join(" "),
  );
}

/** A promotion has no `Verified:` line; its records keep what was proved. */
const promoted = (world: World, id: string, words: string, isOnRecord = true): World =>
  release(world, id, words, { isProved: false, isOnRecord, trailers: ["Promoted-From: dev"] });

const one = release(NOTHING, "1", "api dev v1");
const claim = release(NOTHING, "1", "api dev v1", { isProved: false });
const both = release(NOTHING, "1", "api dev v1, worker dev v1");

test.each<[string, World | undefined, World, readonly string[]]>([
  ["the first release", NOTHING, one, ["1 dev The cluster serves api v1"]],
  ["where nobody knows what ran before", undefined, one, ["1 dev The cluster serves api v1"]],
  ["what ran already", one, one, []],
  [
    "the next one, and what it ends",
    one,
    release(one, "2", "api dev v2"),
    ["2 dev The cluster serves api v2", "1 dev The cluster serves api v2 instead"],
  ],
  ["another container beside it", one, release(one, "2", "web dev v2"), ["2 dev The cluster serves web v2"]],
  ["several containers of a dispatch", NOTHING, both, ["1 dev The cluster serves api v1, worker v1"]],
  [
    "several channels of a dispatch",
    NOTHING,
    release(NOTHING, "1", "api dev v1, api stage v1"),
    ["1 dev The cluster serves api v1", "1 stage The cluster serves api v1"],
  ],
  [
    "one that was overtaken",
    NOTHING,
    release(one, "2", "api dev v2"),
    ["2 dev The cluster serves api v2", "1 dev Overtaken: api v2 came instead"],
  ],
  [
    "one of which a part was overtaken: the rest runs",
    NOTHING,
    release(both, "2", "api dev v2"),
    ["2 dev The cluster serves api v2", "1 dev The cluster serves worker v1"],
  ],
  [
    "one that is replaced after it ran",
    both,
    release(both, "2", "api dev v2"),
    ["2 dev The cluster serves api v2"],
  ],
  [
    "what runs again after a step back, and what it ends",
    release(one, "2", "api dev v2"),
    one,
    ["1 dev The cluster serves api v1", "2 dev The cluster serves api v1 instead"],
  ],
  [
    "one that was taken out",
    NOTHING,
    { ...one, database: EMPTY },
    ["1 dev Overtaken: removed from dev before it ran"],
  ],
  ["one that ran and was taken out", one, { ...one, database: EMPTY }, ["1 dev Removed from dev"]],
  [
    "a build that another repository's replaces",
    one,
    release(one, "2", "api dev v2", { repository: "acme/other" }),
    ["2 dev The cluster serves api v2", "1 dev The cluster serves api v2 instead"],
  ],
  [
    "a build that was only claimed: another of its repository that is proved makes it no better",
    claim,
    release(claim, "2", "api dev v2"),
    ["2 dev The cluster serves api v2", "1 dev The cluster serves api v2 instead (claimed)"],
  ],
  [
    "one that took two commits",
    NOTHING,
    release(one, "1", "worker dev v1"),
    ["1 dev The cluster serves worker v1, api v1"],
  ],
  [
    "a promotion of what was proved",
    one,
    promoted(one, "2", "api stage v1"),
    ["2 stage The cluster serves api v1 (made)"],
  ],
  [
    "a promotion of what was only claimed",
    one,
    promoted(one, "2", "api stage v1", false),
    ["2 stage The cluster serves api v1 (claimed) (made)"],
  ],
  [
    "a promotion that ran already",
    promoted(one, "2", "api stage v1"),
    promoted(one, "2", "api stage v1"),
    [],
  ],
  [
    "a promotion that was overtaken: nobody waits for it",
    one,
    release(promoted(one, "2", "api stage v1"), "3", "api stage v2"),
    ["3 stage The cluster serves api v2"],
  ],
])("%s", (_name, before, now, reports) => {
  expect(told(before, now)).toEqual(reports);
});

test("a promotion runs again after a step back, although its commit is an old one", () => {
  const first = promoted(one, "2", "api stage v1");
  const second = promoted(release(first, "3", "api dev v3"), "4", "api stage v3");
  const reverted = { database: first.database, commits: second.commits };
  expect(told(second, reverted).slice(0, 2)).toEqual([
    "2 stage The cluster serves api v1 (made)",
    "1 dev The cluster serves api v1",
  ]);
});

test("a record that a dispatch has under a promotion's id is not the promotion's", () => {
  const first = promoted(one, "2", "api stage v1");
  const other = release(first, "2", "web dev v9", { isProved: false });
  const { database, commits } = other;
  expect(told(one, { database, commits: commits.slice(1) })).toEqual([
    "2 stage The cluster serves api v1 (made)",
  ]);
});

test("nothing is made where nobody knows what ran before", () => {
  expect(told(undefined, promoted(one, "2", "api stage v1"))).toEqual([
    "2 stage The cluster serves api v1",
    "1 dev The cluster serves api v1",
  ]);
});

test.each([
  ["api dev v1", "1", true],
  ["api dev v1, worker dev v1", "1", true],
  ["worker stage v2", "2", true],
  ["worker dev v2", "2", false],
])("beside %s of dispatch %s, what runs is alone: %j", (words, id, isAlone) => {
  const { database } = release(one, id, words);
  const change = {
    now: database,
    before: undefined,
    dispatches: pastDispatches(one.commits),
    isNew: () => true,
  };
  const [report] = runningReports(change);
  expect(runsAlone(report!, database)).toBe(isAlone);
});

describe("what was promoted, or gone back to", () => {
  test.each<[string, World, readonly string[]]>([
    ["with what was proved", promoted(both, "2", "api stage v1"), ["api v1 (made)"]],
    ["with what was only claimed", promoted(both, "2", "api stage v1", false), ["api v1 (claimed) (made)"]],
    [
      "by a rollback",
      release(both, "2", "api stage v1", {
        isProved: false,
        isOnRecord: true,
        trailers: ["Rolled-Back: true"],
      }),
      ["api v1 (made)"],
    ],
  ])("%s", (_name, now, reports) => {
    expect(told(both, now)).toEqual(reports.map((report) => `2 stage The cluster serves ${report}`));
  });

  test("builds of several repositories are several reports, each by what its own record says", () => {
    const two = release(both, "3", "other dev v3", { repository: "acme/other", isProved: false });
    const { database, commits } = promoted(two, "4", "api stage v1, other stage v3");
    const releases = database.releases.map((record) => {
      if (record.container !== "other" || record.channel !== "stage") return record;
      const { repository_id: _id, ...source } = record.source!;
      return { ...record, source: { ...source, repository: "acme/other" } };
    });
    expect(told(two, { database: { ...database, releases }, commits })).toEqual([
      "4 stage The cluster serves api v1 (made)",
      "4 stage The cluster serves other v3 (claimed) (made)",
    ]);
  });
});

describe("who may be told", () => {
  const claimed = release(NOTHING, "1", "api dev v1, web dev v1", { isProved: false });
  test.each<[string, World, boolean]>([
    ["a proved source", both, true],
    [
      "one of which only the commit says so, not the record",
      release(NOTHING, "1", "api dev v1", { isOnRecord: false }),
      true,
    ],
    ["a claimed one", claimed, false],
    ["a claim that is overtaken", release(claimed, "2", "api dev v2, web dev v2"), false],
  ])("%s", (_name, now, isProved) => {
    expect(told(NOTHING, now).at(-1)?.endsWith("(claimed)")).toBe(!isProved);
  });

  test("the source is told that was proved, by its id and commit", () => {
    const change = {
      now: one.database,
      before: undefined,
      dispatches: pastDispatches(one.commits),
      isNew: () => true,
    };
    expect(runningReports(change).map(({ proved }) => proved)).toMatchObject([
      { repository: "acme/app", repositoryId: ID, sha: SHA },
    ]);
  });

  test("a record that someone else's commit has under the dispatch's id is not the dispatch's", () => {
    const { releases } = one.database;
    const source = { ...releases[0]!.source!, sha: "f".repeat(40) };
    const forged = { ...one, database: { ...EMPTY, releases: [{ ...releases[0]!, source }] } };
    expect(told(NOTHING, forged)).toEqual(["1 dev Overtaken: api v1 came instead"]);
  });
});

test("the search for dispatches ends when all that runs newly is found", () => {
  const next = release(one, "2", "api dev v2");
  const change = { before: one.database, now: next.database };
  expect(isFound(change, new Set())).toBe(false);
  expect(isFound(change, new Set(["2"]))).toBe(true);
  expect(isFound({ before: one.database, now: one.database }, new Set())).toBe(true);
});

describe("two repositories that nothing proves", () => {
  const other = (world: World, id: string) =>
    release(world, id, "web dev v1", { repository: "acme/web", isProved: false });
  const two = other(claim, "1");

  test("each have their own end, under one id and commit, too", () => {
    const ended = endedReports({ before: two.database, now: EMPTY });
    expect(ended.map(({ cause }) => cause.source.repository)).toEqual(["acme/app", "acme/web"]);
  });

  test("do not stand in each other's way", () => {
    const now = other(claim, "2").database;
    const [report] = runningReports({
      now,
      before: EMPTY,
      dispatches: pastDispatches(claim.commits),
      isNew: () => true,
    });
    expect(report && runsAlone(report, now)).toBe(true);
    const more = release(claim, "3", "worker dev v3", { isProved: false }).database;
    expect(report && runsAlone(report, more)).toBe(false);
    const elsewhere = release(claim, "3", "worker stage v3", { isProved: false }).database;
    expect(report && runsAlone(report, elsewhere)).toBe(true);
  });
});

test("a release that comes from no build is nobody's to tell of, and to wait for", () => {
  const record = { ...one.database.releases[0]!, container: "byhand" };
  const { source: _source, ...byHand } = record;
  const now = { ...one.database, releases: [byHand] };
  expect(endedReports({ before: now, now: EMPTY })).toEqual([]);
  expect(isFound({ before: EMPTY, now }, new Set())).toBe(true);
  expect(isFound({ before: EMPTY, now: one.database }, new Set())).toBe(false);
  expect(isFound({ before: EMPTY, now: one.database }, new Set(["1"]))).toBe(true);
  expect(isFound({ before: one.database, now: one.database }, new Set())).toBe(true);
});
