import { describe, expect, test } from "@jest/globals";
import { isCrowded, queueOf } from "./queue.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 2, 0, second)).toISOString();
const run = (runNumber: number, second: number, status = "IN_PROGRESS") => ({
  runNumber,
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
  test("of nobody else is this run alone", () => {
    expect(queueOf(own([run(5, 5)]), [at(1)])).toEqual({ ahead: 0, length: 1 });
  });

  test("has the older runs ahead and the younger ones behind", () => {
    expect(queueOf(own([run(7, 7), run(6, 6), run(5, 5), run(4, 4), run(3, 3)]), [])).toEqual({
      ahead: 2,
      length: 5,
    });
  });

  test.each(["COMPLETED", "QUEUED", "WAITING"])("leaves out runs that are %s", (status) => {
    expect(queueOf(own([run(5, 5), run(4, 4, status)]), [])).toEqual({ ahead: 0, length: 1 });
  });

  test("leaves out what has been at work for more than ten minutes", () => {
    expect(queueOf(own([run(5, 5), run(4, -596)]), [])).toEqual({ ahead: 0, length: 1 });
    expect(queueOf(own([run(5, 5), run(4, -594)]), [])).toEqual({ ahead: 1, length: 2 });
  });

  test("counts commits since the oldest began as runs that are through", () => {
    expect(queueOf(own([run(5, 5), run(4, 3), run(3, 2)]), [at(4), at(1)])).toEqual({ ahead: 1, length: 2 });
    expect(queueOf(own([run(5, 5), run(4, 3)]), [at(4), at(4)])).toEqual({ ahead: 0, length: 1 });
  });

  test.each([
    [205, 0],
    [204, 1],
    [105, 100],
    [5, 200],
  ])("too long to be seen is counted: run %i has %i behind it", (runNumber, behind) => {
    const nodes = Array.from({ length: 100 }, (_, index) => run(205 - index, 5));
    const crowded = {
      ...own(nodes),
      runNumber,
      workflow: { ...own(nodes).workflow, runs: { totalCount: 300, nodes } },
    };
    expect([isCrowded(crowded), isCrowded(own(nodes))]).toEqual([true, false]);
    expect(queueOf(crowded, [], 300)).toEqual({ ahead: 299 - behind, length: 300 });
  });
});
