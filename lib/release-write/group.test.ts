import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDatabase, serializeDatabase } from "../releases/documents/database.ts";
import type { ReceivedDispatch } from "../releases/documents/dispatch.ts";
import type { Policy, Release } from "../releases/generated/schema.generated.ts";
import { knownBy, partOf, writtenRecords } from "../releases/history/commit-message.ts";
import type { BuildProof } from "../releases/rules/verified-build.ts";
import { decideDispatch } from "./decide-dispatch.ts";
import { readDocuments, type Documents } from "./documents.ts";
import { decideGroup, type GroupChange, type GroupMember, type MemberDecision } from "./group.ts";

const PATHS = { path: "db/db.json", policyPath: "db/policy.json" };
const REPOSITORIES = ["api", "web", "worker"] as const;
const POLICY: Policy = {
  version: 1,
  channels: ["dev", "prod"],
  containers: Object.fromEntries(
    REPOSITORIES.map((name) => [name, { repository: { name: `acme/${name}` } }]),
  ),
};
const OPTIONS = {
  ...PATHS,
  at: "2026-11-30T14:00:00Z",
  force: false,
  serverUrl: "https://github.com",
  origin: { via: "token" },
} as const;

const documents = (): Documents =>
  readDocuments(
    {
      database: serializeDatabase({ version: 1, releases: [] }),
      policy: JSON.stringify(POLICY),
      locks: undefined,
    },
    PATHS,
  );

const idOf = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, "0")}`;

/** A build of a repository; its run's number is the dispatch's. */
function member(
  number: number,
  repository: string,
  releases: readonly Partial<Release>[] = [{}],
): GroupMember {
  const build = { repository: `acme/${repository}`, sha: "1a2b3c4d".repeat(5), ref: "refs/heads/main" };
  const verified: BuildProof = {
    ...build,
    repositoryId: 7,
    runId: number,
    runAttempt: 1,
    event: "push",
    workflow: undefined,
    environment: undefined,
    isRefProtected: false,
    runner: undefined,
  };
  const dispatch: ReceivedDispatch = {
    id: idOf(number),
    releases: releases.map((more) => ({
      container: repository,
      channel: "dev",
      image: `ghcr.io/acme/${repository}:v${number}`,
      ...more,
    })),
    source: { ...build, run_id: number, run_attempt: 1 },
  };
  return { dispatch, verified, by: "erin" };
}

const group = (members: readonly GroupMember[], earlier = new Map()): GroupChange =>
  decideGroup(documents(), members, { ...OPTIONS, earlier });
const textOf = ({ content }: GroupChange): string => content?.files.get("db/db.json") ?? "";
const kindOf = (decision: MemberDecision | undefined): string =>
  decision?.kind === "decided"
    ? decision.update.results.map(({ outcome }) => outcome).join(" ")
    : (decision?.kind ?? "none");

test("each has its changes and its trailers in the one commit, and its own id in its records", () => {
  const change = group([member(1, "api"), member(2, "web", [{}, { channel: "prod" }])]);
  expect(change.decisions.map(kindOf)).toEqual(["applied", "applied applied"]);
  const records = parseDatabase(textOf(change), "db/db.json").releases;
  expect(records.map(({ container, channel, dispatch_id }) => [container, channel, dispatch_id])).toEqual([
    ["api", "dev", idOf(1)],
    ["web", "dev", idOf(2)],
    ["web", "prod", idOf(2)],
  ]);
  const trailers = (number: number, repository: string): readonly string[] => [
    `Dispatch-Id: ${idOf(number)}`,
    `Source: acme/${repository}@${"1a2b3c4d".repeat(5)}`,
    `Source-Run: https://github.com/acme/${repository}/actions/runs/${number}`,
    `Verified: acme/${repository} (id 7) refs/heads/main ${"1a2b3c4d".repeat(5)} run ${number} attempt 1`,
    "Released-By: erin",
  ];
  expect([change.content?.headline, ...(change.content?.body.split("\n") ?? [])]).toEqual([
    "release(api, web): dev, prod → 2 images",
    "api dev: (new) → ghcr.io/acme/api:v1",
    "",
    ...trailers(1, "api"),
    "",
    "web dev: (new) → ghcr.io/acme/web:v2",
    "web prod: (new) → ghcr.io/acme/web:v2",
    "",
    ...trailers(2, "web"),
  ]);
});

test("one alone has the very commit that it would have without a group", () => {
  const one = member(1, "api");
  const alone = decideDispatch(documents(), one.dispatch, { ...OPTIONS, by: one.by, verified: one.verified });
  expect(group([one]).content).toEqual(alone.content);
});

describe("one that is refused hurts no other:", () => {
  test("neither those before it nor those after it", () => {
    const change = group([
      member(1, "api"),
      member(2, "web", [{}, { container: "api", channel: "prod" }]),
      member(3, "worker"),
    ]);
    expect(change.decisions.map(kindOf)).toEqual(["applied", "rejected", "applied"]);
    expect(change).toEqual({
      ...group([member(1, "api"), member(3, "worker")]),
      decisions: change.decisions,
    });
  });

  test("though its record alone would make the database invalid", () => {
    const strange = { ...member(2, "web"), by: "" };
    const change = group([member(1, "api"), strange, member(3, "worker")]);
    expect(change.decisions.map(kindOf)).toEqual(["applied", "rejected", "applied"]);
    expect(change).toEqual({
      ...group([member(1, "api"), member(3, "worker")]),
      decisions: change.decisions,
    });
  });

  test("and where all are, nothing is written", () => {
    const change = group([member(1, "stranger"), member(2, "api", [{ channel: "qa" }])]);
    expect(change.decisions.map(kindOf)).toEqual(["rejected", "rejected"]);
    expect(change.content).toBeUndefined();
  });
});

describe("two for the same record", () => {
  test("have a commit each, so that the history has both", () => {
    const change = group([member(1, "api"), member(2, "api"), member(3, "web")]);
    expect(change.decisions.map(kindOf)).toEqual(["applied", "later", "applied"]);
  });

  test("share one where the first writes nothing there", () => {
    const change = group([member(1, "api", [{ channel: "qa" }]), member(2, "api")]);
    expect(change.decisions.map(kindOf)).toEqual(["rejected", "applied"]);
  });

  test("that are for other channels share one", () => {
    const change = group([member(1, "api"), member(2, "api", [{ channel: "prod" }])]);
    expect(change.decisions.map(kindOf)).toEqual(["applied", "applied"]);
  });
});

test("what an earlier attempt has written is done, whatever else its commit has", () => {
  const members = [member(1, "api"), member(2, "web")];
  const { content } = group(members);
  const message = `${content?.headline}\n\n${content?.body}`;
  const commit = { oid: "c0ffee00".repeat(5), url: "u", message };
  const third = member(3, "worker", [{}, { container: "worker", channel: "prod" }]);
  const change = group([...members, third], new Map(members.map(({ dispatch }) => [dispatch.id, commit])));
  expect(change.decisions.map(kindOf)).toEqual(["unchanged", "unchanged", "applied applied"]);
  // Of another's block in the same commit, nothing is done.
  const foreign = group(
    [{ ...members[0]!, dispatch: { ...members[0]!.dispatch, id: idOf(2) } }],
    new Map([[idOf(2), commit]]),
  );
  expect(foreign.decisions.map(kindOf)).toEqual(["applied"]);
});

/** Builds of three repositories, each allowed in its own containers, not in the others'. */
const members = fc
  .array(
    fc.record({
      repository: fc.constantFrom(...REPOSITORIES, "stranger"),
      places: fc.uniqueArray(
        fc.record({ container: fc.constantFrom(...REPOSITORIES), channel: fc.constantFrom("dev", "prod") }),
        { minLength: 1, maxLength: 2, selector: ({ container, channel }) => `${container} ${channel}` },
      ),
      // Nobody has no login: a record of theirs would be invalid.
      by: fc.oneof({ weight: 5, arbitrary: fc.constant("erin") }, { weight: 1, arbitrary: fc.constant("") }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ repository, places, by }, index) => ({ ...member(index + 1, repository, places), by })),
  );

test("a group decides what its members would decide one after the other", () => {
  fc.assert(
    fc.property(members, (all) => {
      let left = all;
      let state = documents();
      const outcomes = new Map<string, string>();
      while (left.length > 0) {
        const change = decideGroup(state, left, { ...OPTIONS, earlier: new Map() });
        const message = `${change.content?.headline}\n\n${change.content?.body}`;
        for (const [index, decision] of change.decisions.entries()) {
          const { dispatch, verified } = left[index]!;
          if (decision.kind !== "later") outcomes.set(dispatch.id, kindOf(decision));
          const part = partOf(message, knownBy(dispatch.id, verified));
          const wrote = decision.kind === "decided" && decision.isWritten;
          expect(part !== undefined).toBe(wrote);
          if (wrote) {
            expect(writtenRecords(part ?? "").size).toBe(
              decision.update.results.filter(({ outcome }) => outcome === "applied").length,
            );
          }
        }
        if (change.content !== undefined) {
          const text = textOf(change);
          state = { ...state, text, database: parseDatabase(text, "db/db.json") };
        }
        left = left.filter((_member, index) => change.decisions[index]?.kind === "later");
      }
      const first = decideGroup(documents(), all, { ...OPTIONS, earlier: new Map() });
      const isInOrder = !first.decisions.some(({ kind }) => kind === "later");
      let one = documents();
      for (const each of all) {
        const change = decideGroup(one, [each], { ...OPTIONS, earlier: new Map() });
        expect(kindOf(change.decisions[0])).toBe(outcomes.get(each.dispatch.id));
        if (isInOrder) expect(change.decisions[0]).toEqual(first.decisions[all.indexOf(each)]);
        const text = textOf(change);
        if (text !== "") one = { ...one, text, database: parseDatabase(text, "db/db.json") };
      }
      expect(state.text).toBe(one.text);
    }),
  );
});
