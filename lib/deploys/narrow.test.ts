import { expect, test } from "@jest/globals";
import { durationMs } from "./config/duration.ts";
import { at, flagAt, isRecord, listAt, numberAt, parsedJson, textAt } from "./narrow.ts";

const VALUE = {
  list: [{ name: "a" }, { name: "b" }],
  text: "",
  zero: 0,
  off: false,
  none: null,
  deep: { text: "x" },
};

test("what is at a path is read, and nothing where the path ends before", () => {
  expect(at(VALUE, "list", 1, "name")).toBe("b");
  expect(at(VALUE, "none")).toBeNull();
  expect(at(VALUE)).toBe(VALUE);
  for (const path of [
    ["list", 2, "name"],
    ["text", "length"],
    ["none", "x"],
    ["toString"],
    ["constructor", "name"],
  ])
    expect(at(VALUE, ...path)).toBeUndefined();
});

test("each kind is itself alone", () => {
  expect([textAt(VALUE, "text"), textAt(VALUE, "deep", "text"), textAt(VALUE, "zero")]).toEqual([
    "",
    "x",
    undefined,
  ]);
  expect([numberAt(VALUE, "zero"), numberAt(VALUE, "text")]).toEqual([0, undefined]);
  expect([flagAt(VALUE, "off"), flagAt(VALUE, "zero")]).toEqual([false, undefined]);
  expect([listAt(VALUE, "list").length, listAt(VALUE, "deep").length, listAt(VALUE, "no").length]).toEqual([
    2, 0, 0,
  ]);
  expect([isRecord({}), isRecord([]), isRecord(null), isRecord("x")]).toEqual([true, false, false, false]);
  expect([parsedJson("[1]"), parsedJson("null"), parsedJson("[1")]).toEqual([[1], null, undefined]);
});

test("lengths of time", () => {
  expect(["60s", "15m", "2h"].map(durationMs)).toEqual([60_000, 900_000, 7_200_000]);
  for (const text of ["5d", "h", "12"])
    expect(() => durationMs(text)).toThrow(`${text} is no length of time`);
});
