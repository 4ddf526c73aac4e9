import { describe, expect, test } from "@jest/globals";
import { applyReleases, sourced } from "../rules/apply.ts";
import { commitMessage } from "../history/commit-message.ts";
import { pastDispatches, pastMoves, type PastMove } from "../history/past-dispatch.ts";
import type { PastCommit } from "../history/record-history.ts";
import { endedReports } from "./running-ended.ts";
import { movedReports } from "./running-moves.ts";
import { describeFate, isFound, runningReports, runsAlone } from "./running.ts";
import type { Database, Policy, Source } from "../generated/schema.generated.ts";

const EMPTY: Database = { version: 1, releases: [] };
const SHA = "1a2b3c4d".repeat(5);

interface World {
  readonly database: Database;
  /** Newest first. */
  readonly commits: readonly PastCommit[];
}
const NOTHING: World = { database: EMPTY, commits: [] };

interface Told {
  readonly repository?: string;
  readonly isProved?: boolean;
  readonly trailers?: readonly string[];
}

/** A dispatch is applied, and its commit read again: what one writes the other must understand. */
function release(world: World, id: string, words: string, told: Told = {}): World {
  const { repository = "acme/app", isProved = true, trailers = [] } = told;
  const source: Source = { repository, sha: SHA, ref: "refs/heads/main", run_id: Number(id), run_attempt: 1 };
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
  const verified = { ...source, repositoryId: 1, runId: source.run_id, runAttempt: 1 };
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
function told(before: World | undefined, now: World, policy: Policy = { version: 1 }) {
  const old = new Set(before?.commits.map(({ oid }) => oid));
  const isNew = ({ commit }: PastMove) => !old.has(commit.oid);
  const dispatches = pastDispatches(now.commits);
  const moves = pastMoves(now.commits);
  const takeover = { now: now.database, before: before?.database, dispatches, moves, isNew, policy };
  const running = [...movedReports(takeover), ...runningReports(takeover)];
  return [...running, ...endedReports(takeover, running)].map((report) =>
    [
      report.cause.id,
      report.channel,
      describeFate(report),
      ...(report.isConfirmed ? [] : ["(claimed)"]),
      ...(report.isToBeMade ? ["(made)"] : []),
    ].join(" "),
  );
}

const promoted = (world: World, id: string, words: string): World =>
  release(world, id, words, { isProved: false, trailers: ["Promoted-From: dev"] });

const one = release(NOTHING, "1", "api dev v1");
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
    ["1 dev Overtaken: it was taken out of dev before it ran"],
  ],
  [
    "one that ran and was taken out",
    one,
    { ...one, database: EMPTY },
    ["1 dev It was taken out of dev (claimed)"],
  ],
  [
    "a build that another repository's replaces: it does not hear of that by a claim",
    one,
    release(one, "2", "api dev v2", { repository: "acme/other" }),
    ["2 dev The cluster serves api v2", "1 dev The cluster serves api v2 instead (claimed)"],
  ],
  [
    "one that took two commits",
    NOTHING,
    release(one, "1", "worker dev v1"),
    ["1 dev The cluster serves worker v1, api v1"],
  ],
  [
    "a promotion: no token says that it may be told",
    one,
    promoted(one, "2", "api stage v1"),
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
    "2 stage The cluster serves api v1 (claimed) (made)",
    "1 dev The cluster serves api v1",
  ]);
});

test("a record that a dispatch has under a promotion's id is not the promotion's", () => {
  const first = promoted(one, "2", "api stage v1");
  const other = release(first, "2", "web dev v9", { isProved: false });
  const { database, commits } = other;
  expect(told(one, { database, commits: commits.slice(1) })).toEqual([
    "2 stage The cluster serves api v1 (claimed) (made)",
  ]);
});

test("nothing is made where nobody knows what ran before", () => {
  expect(told(undefined, promoted(one, "2", "api stage v1"))).toEqual([
    "2 stage The cluster serves api v1 (claimed)",
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
  const takeover = {
    now: database,
    before: undefined,
    dispatches: pastDispatches(one.commits),
    isNew: () => true,
  };
  const [report] = runningReports({ ...takeover, policy: { version: 1 } });
  expect(runsAlone(report!, database)).toBe(isAlone);
});

describe("what was promoted, or gone back to", () => {
  const policy: Policy = { version: 1, containers: { api: { repository: { name: "Acme/App" } } } };
  test.each<[string, World, readonly string[]]>([
    ["of a source that the policy names", promoted(both, "2", "api stage v1"), ["api v1 (made)"]],
    [
      "with one that it does not name",
      promoted(both, "2", "api stage v1, worker stage v1"),
      ["api v1 (made)", "worker v1 (claimed) (made)"],
    ],
    [
      "by a way back",
      release(both, "2", "api stage v1", { trailers: ["Rolled-Back: true"] }),
      ["api v1 (made)"],
    ],
  ])("%s", (_name, now, reports) => {
    expect(told(both, now, policy)).toEqual(reports.map((report) => `2 stage The cluster serves ${report}`));
  });

  test("builds of several repositories are several reports", () => {
    const two = release(both, "3", "other dev v3", { repository: "acme/other" });
    const { database, commits } = promoted(two, "4", "api stage v1, other stage v3");
    const releases = database.releases.map((record) =>
      record.container === "other" && record.channel === "stage"
        ? { ...record, source: { ...record.source!, repository: "acme/other" } }
        : record,
    );
    expect(told(two, { database: { ...database, releases }, commits }, policy)).toEqual([
      "4 stage The cluster serves api v1 (made)",
      "4 stage The cluster serves other v3 (claimed) (made)",
    ]);
  });
});

describe("who may be told", () => {
  const claimed = release(NOTHING, "1", "api dev v1, web dev v1", { isProved: false });
  const named = { repository: { name: "Acme/App" } };
  test.each<[string, World, Policy, boolean]>([
    ["a proved source", both, { version: 1 }, true],
    ["a claimed one", claimed, { version: 1 }, false],
    ["one that the policy names", claimed, { version: 1, containers: { api: named, web: named } }, true],
    ["one that it does not name for all", claimed, { version: 1, containers: { api: named } }, false],
    ["a claim that is overtaken", release(claimed, "2", "api dev v2, web dev v2"), { version: 1 }, false],
  ])("%s", (_name, now, policy, isConfirmed) => {
    expect(told(NOTHING, now, policy).at(-1)?.endsWith("(claimed)")).toBe(!isConfirmed);
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
  const takeover = { before: one.database, now: next.database };
  expect(isFound(takeover, new Set())).toBe(false);
  expect(isFound(takeover, new Set(["2"]))).toBe(true);
  expect(isFound({ before: one.database, now: one.database }, new Set())).toBe(true);
});
