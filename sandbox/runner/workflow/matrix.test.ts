import { expect, test } from "@jest/globals";
import { combinationSuffix, combine } from "./matrix.ts";

test("the vectors multiply, the first one slowest", () => {
  expect(combine({ a: [1, 2], b: ["x", "y"] }, [], [])).toEqual([
    { a: 1, b: "x" },
    { a: 1, b: "y" },
    { a: 2, b: "x" },
    { a: 2, b: "y" },
  ]);
});

test("include extends what it does not contradict, as GitHub's documentation has it", () => {
  const include = [
    { color: "green" },
    { color: "pink", animal: "cat" },
    { fruit: "apple", shape: "circle" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ];
  expect(combine({ fruit: ["apple", "pear"], animal: ["cat", "dog"] }, include, [])).toEqual([
    { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
    { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
    { fruit: "pear", animal: "cat", color: "pink" },
    { fruit: "pear", animal: "dog", color: "green" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ]);
});

test("include alone makes a combination of each entry", () => {
  expect(combine({}, [{ site: "a" }, { site: "b" }], [])).toEqual([{ site: "a" }, { site: "b" }]);
});

test("exclude goes before include, by part of a combination", () => {
  expect(combine({ os: ["l", "m"], v: [1, 2] }, [{ os: "m", v: 1 }], [{ os: "m" }])).toEqual([
    { os: "l", v: 1 },
    { os: "l", v: 2 },
    { os: "m", v: 1 },
  ]);
  expect(combine({ o: [{ n: "a", d: 1 }, { n: "b" }] }, [], [{ o: { n: "a" } }])).toEqual([
    { o: { n: "b" } },
  ]);
});

test("a job's name shows the values", () => {
  expect(combinationSuffix({ a: 1, b: "x", c: { d: true } })).toBe(" (1, x, true)");
  expect(combinationSuffix({})).toBe("");
});
