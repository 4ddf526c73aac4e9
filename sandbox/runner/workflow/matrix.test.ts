import { expect, test } from "@jest/globals";
import { combine, instanceName } from "./matrix.ts";

const valuesOf = (...given: Parameters<typeof combine>): readonly unknown[] =>
  combine(...given).map(({ values }) => values);

test("the vectors multiply, the first one slowest", () => {
  expect(valuesOf({ a: [1, 2], b: ["x", "y"] }, [], [])).toEqual([
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
  expect(valuesOf({ fruit: ["apple", "pear"], animal: ["cat", "dog"] }, include, [])).toEqual([
    { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
    { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
    { fruit: "pear", animal: "cat", color: "pink" },
    { fruit: "pear", animal: "dog", color: "green" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ]);
});

test("include alone makes a combination of each entry", () => {
  expect(valuesOf({}, [{ site: "a" }, { site: "b" }], [])).toEqual([{ site: "a" }, { site: "b" }]);
});

test("exclude goes before include, by part of a combination", () => {
  expect(valuesOf({ os: ["l", "m"], v: [1, 2] }, [{ os: "m", v: 1 }], [{ os: "m" }])).toEqual([
    { os: "l", v: 1 },
    { os: "l", v: 2 },
    { os: "m", v: 1 },
  ]);
  expect(valuesOf({ o: [{ n: "a", d: 1 }, { n: "b" }] }, [], [{ o: { n: "a" } }])).toEqual([
    { o: { n: "b" } },
  ]);
});

test("filters compare as expressions do", () => {
  expect(valuesOf({ v: ["1", "A"] }, [{ v: 1, one: true }], [{ v: "a" }])).toEqual([{ v: "1", one: true }]);
});

test("a job's name shows its own values, not what include adds to them", () => {
  const [own, added] = combine(
    { a: [1], b: ["x"] },
    [
      { a: 1, c: 5 },
      { a: 2, c: { d: true } },
    ],
    [],
  );
  expect(instanceName("build", own!)).toBe("build (1, x)");
  expect(instanceName("build", added!)).toBe("build (2, true)");
  expect(instanceName("build", { values: {}, named: {} })).toBe("build");
  expect(instanceName("n".repeat(99), own!)).toHaveLength(100);
});
