import { expect, test } from "@jest/globals";
import { NotYet } from "../repeat.ts";
import { answering } from "../testing/answering.ts";
import { BranchWriter } from "./branch-writer.ts";

const HOUR = 3_600_000;
/** The widest wait of who knows of no others, in milliseconds. */
const WIDEST = 15_000;
const SLOT = 345;
/** Slots are at most this much wider, which they are for who has never written. */
const WIDER = 8;
const at = new Date().toISOString();
const run = (runNumber: number) => ({ runNumber, createdAt: at, checkSuite: { status: "IN_PROGRESS" } });

/** A writer that has read the branch, behind so many other runs of its workflow. */
async function behind(others: number) {
  const nodes = Array.from({ length: others + 1 }, (_, index) => run(others + 1 - index));
  const branch = {
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
          history: { totalCount: 7, nodes: [] },
          file0: { object: { text: "old", isTruncated: false, isBinary: false } },
        },
      },
    },
  };
  const { repository } = answering([{ json: { data: branch } }]);
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
  return { writer, settled };
}

test("who has a queue before it waits for its turn, and does not send", async () => {
  const { settled } = await behind(99);
  expect(settled).toMatchObject({ status: "rejected", reason: expect.any(NotYet) });
});

test("after another commit, or a limit that all have met, it comes back in its own slot", async () => {
  const { writer } = await behind(99);
  const before = Date.now();
  // A hundred slots to a frame: none before it is over.
  const moved = writer.next({ code: "moved" }, 1);
  expect(moved - before).toBeGreaterThan(WIDEST);
  const until = before + HOUR;
  const limited = writer.next({ code: "rate-limit", limit: "hourly", until }, 1);
  expect(limited).toBeGreaterThanOrEqual(until);
  expect(limited - until).toBeLessThanOrEqual(101 * WIDER * SLOT);
  expect([moved % SLOT, limited % SLOT]).toEqual([0, 0]);
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
