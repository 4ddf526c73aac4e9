import { describe, expect, test } from "@jest/globals";
import { splitImage } from "../releases/documents/image.ts";
import { type Lock } from "../releases/documents/locks.ts";
import { nearest } from "../releases/documents/nearest.ts";
import { lockReason } from "../releases/rules/lock.ts";
import { holdReason } from "./hold.ts";
import { commitInTag, imageOf, revisionFault, templateFault } from "./image-tag.ts";
import { ancestryOf, applyPush, NO_COMMIT, succeeds, type Ancestry } from "./order.ts";
import { nextInTurn, placeInQueue, superfluous, type Queued } from "./queue.ts";
import { newRequest, type DeployRequest, type RequestState } from "./request.ts";
import { parseTargetKey, targetKey } from "./target.ts";
import { unknownName } from "./unknown-name.ts";

const AT = "2026-11-29T19:00:00Z";
const SHA = "1a2b3c4d".repeat(5);

describe("the image of a commit", () => {
  test.each([
    ["ghcr.io/acme/my-app:{branch}-{short-sha}", "main", "ghcr.io/acme/my-app:main-1a2b3c4"],
    ["ghcr.io/acme/my-app", "main", "ghcr.io/acme/my-app:main-1a2b3c4"],
    ["localhost:5000/my-app:{short-sha}", "feature/x", "localhost:5000/my-app:1a2b3c4"],
    ["my-app:{sha}", "main", `my-app:${SHA}`],
    ["my-app:{branch}-{short-sha}", "feature/x y", "my-app:feature-x-y-1a2b3c4"],
    ["my-app:{branch}-{short-sha}", "b".repeat(200), `my-app:${"b".repeat(120)}-1a2b3c4`],
  ])("%s of %s", (template, branch, image) => {
    expect(imageOf(template, { branch, sha: SHA })).toBe(image);
    const named = template.includes("{sha}") ? SHA : "1a2b3c4";
    expect(commitInTag(template, splitImage(image).tag ?? "")).toBe(named);
  });

  test.each([
    ["my-app:{branch}-{short-sha}", "hotfix"],
    ["my-app:{branch}-{short-sha}", "main-1a2b3c"],
    ["my-app:{branch}-{short-sha}", "main-1a2b3c4-arm64"],
    ["my-app:{branch}-{short-sha}", "main-1A2B3C4"],
    ["my-app:{short-sha}", "main-1a2b3c4"],
    ["my-app:v.{short-sha}", "vx1a2b3c4"],
  ])("%s makes no tag %s", (template, tag) => {
    expect(commitInTag(template, tag)).toBeUndefined();
  });

  test.each([
    [
      "my-app:{branch}",
      "its tag must hold {short-sha} or {sha}: without it, two commits share one tag, and nobody could say which of them runs",
    ],
    ["my-app:{tag}-{sha}", "{tag} is not known; {branch}, {short-sha}, {sha} are"],
    [
      "acme/{branch}:{sha}",
      "the name before the tag must be the same for every commit: placeholders belong into the tag",
    ],
    [
      "my-app:latest",
      "its tag must hold {short-sha} or {sha}: without it, two commits share one tag, and nobody could say which of them runs",
    ],
    ["my-app:{branch}-{short-sha}", undefined],
    ["my-app", undefined],
  ])("the template %s: %s", (template, fault) => {
    expect(templateFault(template)).toBe(fault);
  });

  test("of another commit with the same seven digits is found by its label", () => {
    const other = `1a2b3c4${"f".repeat(33)}`;
    expect(revisionFault("my-app:main-1a2b3c4", other, SHA)).toBe(
      `my-app:main-1a2b3c4 was built from ${other}, not from ${SHA}: two builds share this tag, and the other one pushed last. Build 1a2b3c4 again, or put {sha} into the image's template`,
    );
    expect([revisionFault("x:y", SHA, SHA), revisionFault("x:y", undefined, SHA)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("the nearest name", () => {
  const known = ["my-app", "my-app-worker", "payments", "prod", "qa"];
  test.each([
    ["my-ap", "my-app"],
    ["myapp", "my-app"],
    ["MY-APP", "my-app"],
    ["paiments", "payments"],
    ["prd", "prod"],
    ["pord", undefined],
    ["my-app", undefined],
    ["completely-else", undefined],
    ["", undefined],
  ])("of %j is %j", (name, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  test.each([
    ["prd", ["prod", "dev", "qa"], "there is no channel prd; did you mean prod? Known are dev, prod, qa"],
    ["live", ["prod", "dev"], "there is no channel live: known are dev, prod"],
    ["live", [], "there is no channel live: none is set up yet"],
    ["zzz", [..."abcdefghij"].map((letter) => letter.repeat(5)), "there is no channel zzz: known are aaaaa, bbbbb, ccccc, ddddd, eeeee, fffff, ggggg, hhhhh and 2 more"], // prettier-ignore
  ])("%s among %j: %s", (name, names, text) => {
    expect(unknownName("channel", name, names)).toBe(text);
  });
});

describe("order", () => {
  const build = (run_id: number, run_attempt = 1) => ({ repository: "acme/my-app", run_id, run_attempt });
  const at = (sha: string, run: number, attempt?: number) => ({ sha, build: build(run, attempt) });

  test.each<[string, Ancestry, number, number, unknown]>([
    ["a descendant", "descendant", 1, 1, { follows: true }],
    ["a descendant whose run is older", "descendant", 0, 1, { follows: true }],
    ["an ancestor whose run is newer", "ancestor", 99, 1, { follows: false, because: "older" }],
    ["the same commit, a later run", "same", 11, 1, { follows: true }],
    ["the same commit, a later attempt", "same", 10, 2, { follows: true }],
    ["the same build", "same", 10, 1, { follows: false, because: "same" }],
    ["the same commit, an earlier run", "same", 9, 5, { follows: false, because: "older" }],
    ["another line", "diverged", 99, 1, { follows: false, because: "diverged" }],
    ["what could not be looked up", "unknown", 99, 1, { follows: false, because: "unknown" }],
  ])("%s", (_what, ancestry, run, attempt, expected) => {
    expect(succeeds(at("b", run, attempt), at("a", 10), ancestry)).toEqual(expected);
  });

  test("builds of two repositories cannot be compared", () => {
    const other = { sha: "a", build: { ...build(11), repository: "acme/other" } };
    expect(succeeds(other, at("a", 10), "same")).toEqual({ follows: false, because: "unknown" });
  });

  test("GitHub's words", () => {
    expect(["identical", "ahead", "behind", "diverged", "else"].map(ancestryOf)).toEqual([
      "same",
      "descendant",
      "ancestor",
      "diverged",
      "unknown", // prettier-ignore
    ]);
  });

  test.each([
    ["continues", "A", "A", "B", false, "apply"],
    ["came before", "B", "A", "B", false, "known"],
    ["has a gap before it", "A", "B", "C", false, "read head"],
    ["makes the branch", undefined, NO_COMMIT, "A", false, "apply"],
    ["makes a branch that is known", "A", NO_COMMIT, "B", false, "read head"],
    ["removes the branch", "A", "A", NO_COMMIT, false, "apply"],
    ["removes it once more", undefined, "A", NO_COMMIT, false, "known"],
    ["comes after the one that forced it back", "A", "A", "B", true, "read head"],
  ] as const)("a push that %s", (_what, head, before, after, isContinued, expected) => {
    expect(applyPush(head, { before, after, forced: false }, isContinued)).toBe(expected);
  });
});

const request = (id: string, state: RequestState, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...newRequest(
    {
      id,
      target: { config: "my-app", channel: "dev" },
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "slack" },
      why: "",
    },
    AT,
  ),
  state,
  ...more,
});
const queued = (...requests: DeployRequest[]): Queued[] =>
  requests.map((one, sequence) => ({ request: one, sequence }));

describe("the queue", () => {
  test("first come, first served, one at a time", () => {
    const [a, b, c] = [request("a", "previewing"), request("b", "queued"), request("c", "queued")];
    expect(nextInTurn(queued(a, b, c).toReversed())?.request.id).toBe("b");
    expect(nextInTurn(queued(request("a", "committed"), b, c))).toBeUndefined();
    expect(nextInTurn(queued(request("a", "timed out"), b, c))?.request.id).toBe("b");
    expect(nextInTurn(queued(a))).toBeUndefined();
  });

  test("says how many come before", () => {
    const waiting = queued(request("a", "verifying"), request("b", "queued"), request("c", "queued"));
    expect(["a", "b", "c"].map((id) => placeInQueue(waiting, id))).toEqual([undefined, 1, 2]);
    expect(placeInQueue(waiting.slice(1), "b")).toBe(0);
  });

  test("autodeploy keeps only its newest, and takes nothing from people or from what is at work", () => {
    const auto = { kind: "autodeploy" } as const;
    const elsewhere = { ...auto, target: { config: "my-app", channel: "qa" } };
    const all = queued(
      request("old", "queued", auto),
      request("person", "queued"),
      request("at work", "writing", auto),
      request("ended", "superseded", auto),
      request("elsewhere", "queued", elsewhere),
      request("newest", "received", auto),
      request("newer", "received", auto),
    );
    expect(superfluous(all, all[5]!).map(({ request: { id } }) => id)).toEqual(["old"]);
    expect(superfluous(all, all[1]!)).toEqual([]);
  });
});

describe("locks", () => {
  const lock = (more: Partial<Lock>): Lock => ({ reason: "load test", owner: "alice", at: AT, ...more });
  const target = { config: "my-app", channel: "prod" };
  test.each([
    [{}, `everything was locked by alice on ${AT}: load test`],
    [{ channel: "prod" }, `all of prod was locked by alice on ${AT}: load test`],
    [{ config: "my-app" }, `my-app in every channel was locked by alice on ${AT}: load test`],
    [
      { ...target, until: "2026-11-29T19:00:01Z" },
      `my-app in prod was locked by alice on ${AT} until 2026-11-29T19:00:01Z: load test`,
    ],
    [{ ...target, until: AT }, undefined],
    [{ channel: "qa" }, undefined],
    [{ config: "my-app-2", channel: "prod" }, undefined],
  ])("%j: %s", (more, reason) => {
    expect(lockReason([lock({ config: "other" }), lock(more)], target, AT)).toBe(reason);
  });

  test("all that holds a target is said", () => {
    const record = {
      container: "my-app",
      channel: "prod",
      image: "my-app:1",
      released_at: AT,
      released_by: "bob",
      dispatch_id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
      pinned: { by: "bob", at: AT, reason: "incident 7" },
    };
    const near = { ...record, channel: "dev", pinned: { ...record.pinned, reason: "another" } };
    const ledger = {
      database: { version: 1 as const, releases: [near, record] },
      policy: { version: 1 as const, freezes: [{ channel: "prod", reason: "holidays", by: "carol" }] },
      locks: [lock({})],
    };
    expect(holdReason(ledger, { target, at: AT })).toBe(
      `the record was pinned by bob on ${AT}: incident 7; and prod is frozen by carol: holidays; and everything was locked by alice on ${AT}: load test`,
    );
    const open = { ...ledger, policy: { version: 1 as const }, locks: [] };
    expect(holdReason(open, { target: { config: "other", channel: "prod" }, at: AT })).toBeUndefined();
    expect(
      holdReason(open, { target: { config: "other", channel: "prod" }, container: "my-app", at: AT }),
    ).toMatch(/incident 7/);
  });

  test("what was retired is held until somebody brings it back", () => {
    const tombstone = { container: "my-app", channel: "prod", by: "bob", at: AT, reason: "gone" };
    const database = {
      version: 1 as const,
      releases: [],
      retired: [{ ...tombstone, channel: "dev" }, tombstone],
    };
    expect(holdReason({ database, policy: { version: 1 }, locks: [] }, { target, at: AT })).toBe(
      `my-app in prod was retired by bob on ${AT}: gone`,
    );
  });
});

test("a target's key is read as it was written", () => {
  const target = { config: "my-app", channel: "prod" };
  expect(parseTargetKey(targetKey(target))).toEqual(target);
  expect(["my-app", "my-app/", "/prod", "a/b/c", ""].map(parseTargetKey)).toEqual(Array(5).fill(undefined));
});
