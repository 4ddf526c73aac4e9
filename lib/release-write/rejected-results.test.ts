import { describe, expect, test } from "@jest/globals";
import { DISPATCH_DOCUMENT } from "../releases/documents/dispatch.ts";
import { InvalidDocument } from "../releases/documents/problem.ts";
import { rejectedResults } from "./rejected-results.ts";

const DISPATCH = {
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: ["api", "web"].map((container) => ({ container, channel: "prod", image: `${container}:v1` })),
};
const reasons = (document: string, problems: InvalidDocument["problems"]) =>
  rejectedResults(new InvalidDocument(document, problems), DISPATCH).map(({ reason }) => reason);

describe("a release of a rejected dispatch is rejected for", () => {
  test("all of its own problems, and not another's", () => {
    const problems = [
      { path: "source", message: "the source is wrong" },
      { path: "releases[1].image", message: "the tag is wrong" },
      { path: "releases[1]", message: "web is nobody's" },
    ];
    expect(reasons(DISPATCH_DOCUMENT, problems)).toEqual([
      `${DISPATCH_DOCUMENT}: the source is wrong`,
      "the tag is wrong; web is nobody's",
    ]);
  });

  test("the first problem of another document, with its line", () => {
    const position = { line: 3, column: 5 };
    const problems = [
      { path: "releases[1]", message: "is twice there", position },
      { path: "a", message: "b" },
    ];
    expect(reasons("db/db.json", problems)).toEqual(Array(2).fill("db/db.json:3:5: is twice there"));
  });

  test("nothing that is known", () => {
    expect(reasons("db/db.json", [])).toEqual(["", ""]);
  });
});

test("each has what it asked for, and nothing that was there", () => {
  const rejected = rejectedResults(new InvalidDocument(DISPATCH_DOCUMENT, []), DISPATCH);
  expect(rejected).toEqual(
    ["api", "web"].map((container) => ({
      container,
      channel: "prod",
      outcome: "rejected",
      reason: "",
      before: null,
      after: `${container}:v1`,
    })),
  );
});
