import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../github/testing/answering.ts";
import { commitDatabase, releaseTime, type DatabaseCommit } from "./commit.ts";
import type { Update } from "./decide.ts";

const HEAD = "a".repeat(40);
const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const UPDATE: Update = { results: [], coming: [], before: "{}", after: "{}" };
const CONTENT = { headline: "release", body: "", files: new Map([["db/db.json", "{}\n"]]) };
const LANDED = { oid: "b".repeat(40), url: "u" };
const written: Answer = { json: { data: { createCommitOnBranch: { commit: LANDED } } } };

/** The branch with these texts, in the order in which their paths are asked for. */
const branch = (...texts: readonly (string | null)[]): Answer => {
  const files = texts.map((text, index) => [
    `file${index}`,
    text === null ? null : { object: { text, isTruncated: false, isBinary: false } },
  ]);
  const target = { oid: HEAD, history: { totalCount: 1, nodes: [] }, ...Object.fromEntries(files) };
  return { json: { data: { repository: { defaultBranchRef: { name: "main" }, ref: { target } } } } };
};
const history = (...messages: readonly string[]): Answer => {
  const nodes = messages.map((message, index) => ({ oid: String(index).repeat(40), url: "u", message }));
  const pageInfo = { hasNextPage: false, endCursor: null };
  return { json: { data: { repository: { object: { history: { nodes, pageInfo } } } } } };
};

async function commit(answers: readonly Answer[], more: Partial<DatabaseCommit<Update>> = {}) {
  const { repository, asked } = answering(answers);
  const seen: Parameters<DatabaseCommit<Update>["decide"]>[] = [];
  const committed = await commitDatabase(repository, {
    id: ID,
    path: "db/db.json",
    policyPath: "rules/policy.json",
    branch: "main",
    dryRun: false,
    isRepeated: false,
    ...more,
    decide: (...view) => {
      seen.push(view);
      return { update: UPDATE, content: CONTENT };
    },
  });
  const variables = asked.map(
    ({ body }) => (body as { readonly variables: Record<string, unknown> }).variables,
  );
  return { committed, seen, variables };
}

describe("what is decided about", () => {
  test("are the database, the policy, the locks beside the database, and all further files, each once", async () => {
    const answers = [branch("db", "policy", "locks", "one", null, "three"), written];
    const alsoReads = ["apps/1.yaml", "rules/policy.json", "apps/2.yaml", "apps/3.yaml"];
    const { seen, variables } = await commit(answers, { alsoReads });
    expect(variables[0]).toMatchObject({
      ref: "refs/heads/main",
      path0: "db/db.json",
      path1: "rules/policy.json",
      path2: "db/locks.json",
      path3: "apps/1.yaml",
      path4: "apps/2.yaml",
      path5: "apps/3.yaml",
    });
    const [[documents, view] = []] = seen;
    expect(documents).toEqual({ database: "db", policy: "policy", locks: "locks" });
    expect(view).toMatchObject({ head: HEAD, earlier: undefined });
    expect([...(view?.files ?? [])].slice(3)).toEqual([
      ["apps/1.yaml", "one"],
      ["apps/3.yaml", "three"],
    ]);
  });

  test("need no policy and no locks, but a database", async () => {
    const { seen } = await commit([branch("db", null, null), written]);
    expect(seen[0]?.[0]).toEqual({ database: "db", policy: undefined, locks: undefined });
    await expect(commit([branch(null, "policy", null)])).rejects.toMatchObject({
      failure: { code: "no-such-file" },
    });
  });
});

test("a change is one commit on what was decided about; a dry run is none", async () => {
  const { committed, variables } = await commit([branch("db", null, null), written]);
  expect(committed).toEqual({ result: UPDATE, commit: LANDED, head: HEAD });
  expect(variables[1]).toMatchObject({ input: { expectedHeadOid: HEAD, branch: { branchName: "main" } } });
  const dry = await commit([branch("db", null, null)], { dryRun: true });
  expect(dry.committed).toEqual({ result: UPDATE, head: HEAD });
  expect(dry.variables).toHaveLength(1);
});

describe("the commit of an earlier attempt", () => {
  const verified = {
    repository: "acme/my-app",
    repositoryId: 7,
    ref: "refs/heads/main",
    sha: "c".repeat(40),
    runId: 1,
    runAttempt: 1,
  };
  const claimed = `release\n\nDispatch-Id: ${ID}`;
  const proved = `${claimed}\nVerified: acme/my-app (id 7) refs/heads/main ${verified.sha} run 1 attempt 1`;

  test.each<[string, Partial<DatabaseCommit<Update>>, string | undefined]>([
    ["is not looked for in a first attempt", { isRepeated: false }, undefined],
    ["is the newest with its id", { isRepeated: true }, "1"],
    ["has the proof of a proved build, too", { isRepeated: true, verified }, "2"],
  ])("%s", async (_what, more, found) => {
    const search = more.isRepeated === true ? [history("another", claimed, proved)] : [];
    const { seen } = await commit([branch("db", null, null), ...search, written], more);
    expect(seen[0]?.[1].earlier?.oid).toBe(found?.repeat(40));
  });
});

test("the time is said to the second", () => {
  expect(releaseTime()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});
