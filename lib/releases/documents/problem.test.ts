import { expect, test } from "@jest/globals";
import { InvalidDocument, requireValid, shortList } from "./problem.ts";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

test.each([
  [0, 0, ""],
  [1, 1, "line 1"],
  [10, 10, "line 10"],
  [11, 11, "… and 1 more"],
  [25, 11, "… and 15 more"],
])("of %d problems, %d lines are told, the last %j", (count, told, last) => {
  const list = shortList(lines(count));
  expect(list.split("\n").at(-1)).toBe(last);
  expect(list.split("\n").filter(Boolean)).toHaveLength(told);
});

test("a document is invalid for each of its problems, at its place where that is known", () => {
  const problems = [
    { path: "a", message: "a lacks b", position: { line: 3, column: 15 } },
    { path: "", message: "it is null" },
  ];
  expect(() => requireValid("db/db.json", [])).not.toThrow();
  expect(() => requireValid("db/db.json", problems)).toThrow(InvalidDocument);
  expect(new InvalidDocument("db/db.json", problems)).toMatchObject({
    message: "db/db.json:3:15: a lacks b\ndb/db.json: it is null",
    document: "db/db.json",
    problems,
  });
});
