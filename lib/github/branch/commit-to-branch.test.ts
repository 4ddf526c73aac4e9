import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import type { BranchView, CommitRequest } from "./branch-writer.ts";
import { commitToBranch } from "./commit-to-branch.ts";
import { findCommit } from "./find-commit.ts";
import { readBranch } from "./read-branch.ts";

const head = (digit: string) => digit.repeat(40);
const branch = (digit: string, text: string | null = "old"): Answer => {
  const file0 = text === null ? null : { object: { text, isTruncated: false, isBinary: false } };
  const target = { oid: head(digit), history: { totalCount: 3, nodes: [] }, file0 };
  return { json: { data: { repository: { defaultBranchRef: { name: "trunk" }, ref: { target } } } } };
};
const landed = (digit: string): Answer => ({
  json: { data: { createCommitOnBranch: { commit: { oid: head(digit), url: "u" } } } },
});
const lost: Answer = { status: 502, json: { message: "Bad Gateway" } };
const failed = (type: string, message: string): Answer => ({
  json: { data: null, errors: [{ type, message, path: [] }] },
});
const moved = failed("STALE_DATA", "Expected branch to point to x");
const history = (messages: readonly string[], next: string | null = null): Answer => {
  const nodes = messages.map((message, index) => ({ oid: head(String(index + 1)), url: "u", message }));
  const pageInfo = { hasNextPage: next !== null, endCursor: next };
  return { json: { data: { repository: { object: { history: { nodes, pageInfo } } } } } };
};

/** How a newer head compares with the one before it. */
const compared = (status: string): Answer => ({ json: { status } });

/** Commits what the file says, once more; nothing where it says "new" already. */
async function commit(answers: readonly Answer[], more: Partial<CommitRequest<string>> = {}) {
  const { repository, asked } = answering(answers, Date.now() + 3_600_000);
  const views: BranchView[] = [];
  const committing = commitToBranch(repository, {
    branch: "main",
    paths: ["db.json"],
    markers: ["Dispatch-Id: 1"],
    isRepeated: false,
    decide: (files, view) => {
      views.push(view);
      const text = files.get("db.json");
      const content = { headline: "h", body: "Dispatch-Id: 1", files: new Map([["db.json", "new"]]) };
      return { result: `was ${text}`, ...(text !== "new" && { content }) };
    },
    ...more,
  });
  const [settled] = await Promise.allSettled([committing]);
  const queries = asked.map(({ body, path }) => {
    const { query = path, variables = {} } = (body ?? {}) as {
      readonly query?: string;
      readonly variables?: Record<string, unknown>;
    };
    const [, , name = query] = /(query|mutation) (\w+)/.exec(query) ?? [];
    return { name, variables };
  });
  return { settled, views, asked: queries.map(({ name }) => name), queries };
}
const done = (result: string, oid: string | undefined, at: string) => ({
  status: "fulfilled",
  value: {
    result,
    head: head(at),
    ...(oid !== undefined && { commit: expect.objectContaining({ oid: head(oid) }) }),
  },
});

describe("a commit to a branch", () => {
  test("is one where it lands, and none where there is nothing to write", async () => {
    const written = await commit([branch("a"), landed("b")]);
    expect([written.settled, written.asked]).toEqual([
      done("was old", "b", "a"),
      ["ReadBranch", "CommitOnBranch"],
    ]);
    const nothing = await commit([branch("a", "new")]);
    expect([nothing.settled, nothing.asked]).toEqual([done("was new", undefined, "a"), ["ReadBranch"]]);
  });

  test("is decided again where another came first, and not sent on a head that GitHub knows to be old", async () => {
    const { settled, asked, views } = await commit([
      branch("a"),
      moved,
      branch("a"),
      branch("b", "theirs"),
      landed("c"),
    ]);
    expect(settled).toEqual(done("was theirs", "c", "b"));
    expect(asked).toEqual(["ReadBranch", "CommitOnBranch", "ReadBranch", "ReadBranch", "CommitOnBranch"]);
    expect(views.map(({ head }) => head)).toEqual([head("a"), head("a"), head("b")]);
  });

  test("on a branch that was read already is sent at once, and after another read where it has moved", async () => {
    const seen = { head: head("a"), files: new Map([["db.json", "seen"]]) };
    const at = await commit([landed("b")], { seen });
    expect([at.settled, at.asked]).toEqual([done("was seen", "b", "a"), ["CommitOnBranch"]]);
    const before = at.queries.map(({ variables }) => variables);
    expect(before).toMatchObject([{ input: { expectedHeadOid: head("a") } }]);
    const late = await commit([moved, branch("b", "theirs"), landed("c")], { seen });
    expect([late.settled, late.asked]).toEqual([
      done("was theirs", "c", "b"),
      ["CommitOnBranch", "ReadBranch", "CommitOnBranch"],
    ]);
  });

  test("whose answer was lost is looked for before it is written again, back to where it was based", async () => {
    const found = await commit([branch("a"), lost, branch("b"), history(["other", "x\n\nDispatch-Id: 1"])]);
    expect(found.settled).toEqual(done("was old", "2", "b"));
    const again = await commit([
      branch("a"),
      lost,
      branch("b"),
      history(["other"]),
      compared("ahead"),
      lost,
      branch("c"),
      history(["other"]),
      compared("diverged"),
      landed("d"),
    ]);
    expect(again.settled).toEqual(done("was old", "d", "c"));
    expect(again.asked.filter((name) => name === "CommitOnBranch")).toHaveLength(3);
  });

  test.each([
    ["older than what it was written on", compared("behind")],
    ["that GitHub cannot compare yet", { status: 404, json: { message: "Not Found" } }],
  ])("whose answer was lost is not decided again on a branch %s", async (_what, answer) => {
    const { settled, views, asked, queries } = await commit([
      branch("b"),
      lost,
      branch("a", "new"),
      history(["other"]),
      answer,
      branch("c"),
      history(["other", "x\n\nDispatch-Id: 1"]),
    ]);
    expect([settled, views.map((view) => view.head)]).toEqual([done("was old", "2", "c"), [head("b")]]);
    expect(asked[4]).toContain(`/compare/${head("b")}...${head("a")}`);
    expect(queries[3]?.variables).toMatchObject({ head: head("a") });
  });

  test("of an earlier attempt is shown to whoever decides, and is the commit where nothing is left to write", async () => {
    const past = history(["other", "x\n\nDispatch-Id: 1"]);
    const shown = await commit([branch("a"), past, landed("d")], { isRepeated: true });
    expect([shown.views[0]?.earlier?.oid, shown.settled]).toEqual([head("2"), done("was old", "d", "a")]);
    const done2 = await commit([branch("a", "new"), past], { isRepeated: true });
    expect(done2.settled).toEqual(done("was new", "2", "a"));
    const none = await commit(
      [branch("a"), history(["other"]), moved, branch("b"), history([]), landed("d")],
      { isRepeated: true },
    );
    expect([none.views.map(({ earlier }) => earlier), none.settled]).toEqual([
      [undefined, undefined],
      done("was old", "d", "b"),
    ]);
  });

  test("that GitHub refuses is not sent again, and the reason names it", async () => {
    const { settled, asked } = await commit([
      branch("a"),
      failed("FORBIDDEN", "Resource not accessible by integration"),
    ]);
    expect(settled).toMatchObject({
      status: "rejected",
      reason: {
        message: expect.stringMatching(/^Could not commit to main in acme\/my-app: /),
        failure: { code: "missing-permission", needed: "contents: write" },
      },
    });
    expect(asked).toHaveLength(2);
  });

  test("that nobody could write in time says that nothing was partly written", async () => {
    const { repository } = answering([lost]);
    const late = commitToBranch(repository, {
      branch: "main",
      paths: [],
      markers: [],
      isRepeated: false,
      decide: () => ({ result: "x" }),
    });
    await expect(late).rejects.toMatchObject({ failure: { code: "deadline-passed" } });
    await expect(late).rejects.toThrow("Gave up on main of acme/my-app after 1 attempts: ");
  });
});

describe("a branch", () => {
  test("is read with the files that are there", async () => {
    const { repository } = answering([branch("a", null), branch("a", "")]);
    const read = { branch: "main", paths: ["db.json"] };
    expect(await readBranch(repository, read)).toEqual({ head: head("a"), commits: 3, files: new Map() });
    expect((await readBranch(repository, read)).files.get("db.json")).toBe("");
  });

  test.each([
    [{ name: "trunk" }, "Branch main does not exist in acme/my-app: its default branch is trunk."],
    [null, "Branch main does not exist in acme/my-app: it has no commit yet."],
  ])("that is not there is named, beside %j", async (defaultBranchRef, message) => {
    const { repository } = answering([{ json: { data: { repository: { defaultBranchRef, ref: null } } } }]);
    await expect(readBranch(repository, { branch: "main", paths: [] })).rejects.toThrow(message);
  });
});

describe("the search for a commit", () => {
  const search = { head: head("a"), markers: ["Dispatch-Id: 1"] };
  test("goes on over pages, a month back", async () => {
    const { repository, asked } = answering([history(["x"], "c1"), history(["x\n\nDispatch-Id: 1"])]);
    expect((await findCommit(repository, search))?.oid).toBe(head("1"));
    const [first, second] = asked.map(
      ({ body }) => (body as { readonly variables: Record<string, string> }).variables,
    );
    expect([first?.["after"], second?.["after"]]).toEqual([null, "c1"]);
    const days = (Date.now() - Date.parse(first?.["since"] ?? "")) / 86_400_000;
    expect(days).toBeGreaterThan(30);
    expect(days).toBeLessThan(32);
  });

  test("ends after ten pages without an answer, and says so", async () => {
    const { repository, asked } = answering(
      Array.from({ length: 11 }, (_, index) => history(["x"], `c${index}`)),
    );
    await expect(findCommit(repository, search)).rejects.toMatchObject({
      message:
        'The last 1000 commits of acme/my-app do not show whether "Dispatch-Id: 1" was written before, so it is not written again.',
      failure: { code: "history-too-long" },
    });
    expect(asked).toHaveLength(10);
  });
});
