import { describe, expect, test } from "@jest/globals";
import { isCrowded, queueOf, runTrailer } from "./queue.ts";

const url = (runNumber: number): string => `https://github.com/acme/releases/actions/runs/10${runNumber}`;

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 2, 0, second)).toISOString();
const run = (runNumber: number, second: number, status = "IN_PROGRESS") => ({
  runNumber,
  url: url(runNumber),
  createdAt: at(second),
  checkSuite: { status },
});
const own = (nodes: readonly ReturnType<typeof run>[]) => ({
  runNumber: 5,
  createdAt: at(5),
  workflow: {
    resourcePath: "/acme/releases/actions/workflows/update-database.yml",
    runs: { totalCount: nodes.length, nodes },
  },
});

describe("the queue", () => {
  const ahead = (nodes: readonly ReturnType<typeof run>[], messages: readonly string[] = []) =>
    queueOf(own(nodes), messages).ahead;

  test("has the older runs, oldest first, and neither this one nor the younger ones", () => {
    expect(ahead([run(5, 5)])).toEqual([]);
    expect(ahead([run(7, 7), run(6, 6), run(5, 5), run(4, 4), run(3, 3)])).toEqual([3, 4]);
  });

  test.each(["COMPLETED", "QUEUED", "WAITING"])("leaves out runs that are %s", (status) => {
    expect(ahead([run(5, 5), run(4, 4, status), run(3, 3)])).toEqual([3]);
  });

  test("leaves out what has been at work for more than ten minutes", () => {
    expect(ahead([run(5, 5), run(4, -594), run(3, -596)])).toEqual([4]);
  });

  test("leaves out the runs whose commits are there, and no others", () => {
    const messages = [
      `release(web): 4\n\nDispatch-Id: 1\n${runTrailer(url(4))}`,
      `release(web): 31\n\n${runTrailer(`${url(3)}1`)}`,
      `release(web): quoted\n\nafter ${runTrailer(url(2))}`,
    ];
    expect(ahead([run(5, 5), run(4, 4), run(3, 3), run(2, 2)], messages)).toEqual([2, 3]);
  });

  test.each([
    [205, 99, 200],
    [204, 98, 200],
    [105, 0, 199],
    [5, 0, 99],
  ])(
    "too long to be listed is counted: run %i has %i listed and %i others ahead",
    (runNumber, listed, unlisted) => {
      const nodes = Array.from({ length: 100 }, (_, index) => run(205 - index, 5));
      const crowded = {
        ...own(nodes),
        runNumber,
        workflow: { ...own(nodes).workflow, runs: { totalCount: 300, nodes } },
      };
      expect([isCrowded(crowded), isCrowded(own(nodes))]).toEqual([true, false]);
      const queue = queueOf(crowded, [], 300);
      expect([queue.ahead.length, queue.unlisted]).toEqual([listed, unlisted]);
    },
  );
});
