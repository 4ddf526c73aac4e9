import { expect, test } from "@jest/globals";
import { NotYet } from "../repeat.ts";
import { answering, type Answer } from "../testing/answering.ts";
import { BranchWriter } from "./branch-writer.ts";

const HOUR = 3_600_000;
const at = new Date().toISOString();
const run = (runNumber: number) => ({
  runNumber,
  url: `https://github.com/acme/my-app/actions/runs/${runNumber}`,
  createdAt: at,
  checkSuite: { status: "IN_PROGRESS" },
});

/** GitHub's answer to a read, where so many other runs are ahead. */
const branch = (others: number, commits = 7) => {
  const nodes = Array.from({ length: others + 1 }, (_, index) => run(others + 1 - index));
  const data = {
    queue: {
      runNumber: others + 1,
      createdAt: at,
      workflow: {
        resourcePath: "/acme/my-app/actions/workflows/write.yml",
        runs: { totalCount: nodes.length, nodes },
      },
    },
    repository: {
      defaultBranchRef: { name: "main" },
      ref: {
        target: {
          oid: "a".repeat(40),
          history: { totalCount: commits, nodes: [] },
          file0: { object: { text: "old", isTruncated: false, isBinary: false } },
        },
      },
    },
  };
  return { json: { data } };
};

/** A writer that has read the branch, behind so many other runs of its workflow; and what GitHub answers then. */
async function behind(others: number, ...later: readonly Answer[]) {
  const { repository, asked } = answering([branch(others), ...later]);
  const writer = new BranchWriter(
    repository,
    {
      branch: "main",
      paths: ["db.json"],
      markers: ["Dispatch-Id: 1"],
      isRepeated: false,
      runUrl: "https://github.com/acme/my-app/actions/runs/5",
      decide: () => ({
        result: "new",
        content: { headline: "h", body: "b", files: new Map([["db.json", "new"]]) },
      }),
    },
    () => undefined,
  );
  const [settled] = await Promise.allSettled([writer.attempt()]);
  return { writer, settled, asked };
}

test("who has a queue before it waits for its turn, and does not send", async () => {
  const { settled } = await behind(99);
  expect(settled).toMatchObject({ status: "rejected", reason: expect.any(NotYet) });
});

test("while many are ahead it reads no files, and writes what it decides once its turn is near", async () => {
  const { writer, asked } = await behind(3, branch(3), branch(2), branch(1, 9), branch(0, 10), {
    json: { data: { createCommitOnBranch: { commit: { oid: "b".repeat(40), url: "u" } } } },
  });
  const waits: unknown[] = [];
  for (let look = 0; look < 3; look += 1)
    waits.push(await writer.attempt().catch((error: unknown) => String(error)));
  expect(waits).toEqual([
    "NotYet: 3 other runs commit first",
    "NotYet: 2 other runs commit first",
    "NotYet: another run commits first",
  ]);
  expect(await writer.attempt()).toMatchObject({ result: "new", commit: { oid: "b".repeat(40) } });
  const sent = asked.map(({ body }) => body as { readonly query: string; readonly variables: object });
  expect(sent.map(({ query }) => query.includes("file0:"))).toEqual([true, false, false, true, true, false]);
  expect(
    sent.every(({ query }) => query.includes("workflow {") || query.includes("createCommitOnBranch")),
  ).toBe(true);
  expect(sent.at(-1)?.variables).toMatchObject({
    input: { message: { headline: "h", body: "b\nRun: https://github.com/acme/my-app/actions/runs/5" } },
  });
});

test("a turn that comes sooner than expected is used, with the files as they are by then", async () => {
  const written = { json: { data: { createCommitOnBranch: { commit: { oid: "b".repeat(40), url: "u" } } } } };
  const { writer, asked } = await behind(9, branch(9), branch(0, 16), branch(0, 16), written);
  await writer.attempt().catch(() => undefined);
  expect(await writer.attempt()).toMatchObject({ result: "new" });
  const queries = asked.map(({ body }) => (body as { readonly query: string }).query);
  expect(queries.map((query) => query.includes("file0:"))).toEqual([true, false, false, true, false]);
});

test("the time limit begins anew whenever the branch has moved", async () => {
  const { writer } = await behind(9, branch(9), branch(9, 8));
  expect(writer.deadline(1_000)).toBe(1_000);
  await writer.attempt().catch(() => undefined);
  expect(writer.deadline(1_000)).toBe(1_000);
  await new Promise((resolve) => void setTimeout(resolve, 20));
  await writer.attempt().catch(() => undefined);
  expect(writer.deadline(1_000)).toBeGreaterThanOrEqual(1_019);
});

test("after another commit it looks again at once, and after a limit once that is over", async () => {
  const { writer } = await behind(99);
  const before = Date.now();
  const again = writer.next({ code: "moved" }, 1);
  expect([again >= before, again <= Date.now()]).toEqual([true, true]);
  const until = before + HOUR;
  expect(writer.next({ code: "rate-limit", limit: "hourly", until }, 1)).toBeGreaterThanOrEqual(until);
});

test("after a lost answer, or without a queue, nobody else is to be waited for", async () => {
  const { writer } = await behind(99);
  const { writer: alone } = await behind(0);
  const waits = [
    writer.next({ code: "transient" }, 1),
    writer.next(undefined, 1),
    alone.next({ code: "moved" }, 1),
  ].map((turn) => turn - Date.now());
  for (const wait of waits) expect(wait).toBeLessThanOrEqual(250);
});
