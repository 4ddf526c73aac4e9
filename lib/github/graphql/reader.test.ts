import { describe, expect, test } from "@jest/globals";
import { LostAnswer } from "../failure/failure.ts";
import {
  alias,
  fields,
  flag,
  fragment,
  integer,
  nodes,
  nullable,
  numbered,
  present,
  text,
  type Reader,
} from "./reader.ts";
import { pageInfo, treeEntry } from "./shapes.ts";

interface Sent {
  readonly name: string;
  readonly count?: number | null;
}
const thing = fields<Sent>()({ name: text, count: nullable(integer) });

describe("a reader takes what the schema allows", () => {
  test.each<[string, Reader<never, unknown>, unknown, unknown]>([
    ["text, also an empty one", text, "", ""],
    ["a whole number", integer, 0, 0],
    ["a flag", flag, false, false],
    ["null where it may be", nullable(text), null, null],
    ["nothing where null may be", nullable(text), undefined, null],
    ["what is there", present(text), "x", "x"],
    [
      "the fields that it knows, of more",
      thing,
      { name: "x", count: null, more: 1 },
      { name: "x", count: null },
    ],
    ["nodes, without those that may not be seen", nodes(text), ["a", null, "b"], ["a", "b"]],
    ["a fragment that fits", fragment(thing), { name: "x" }, { name: "x", count: null }],
    ["a fragment of another type, which is empty", fragment(thing), {}, undefined],
    ["a fragment of nothing", fragment(thing), null, undefined],
    ["a fragment that was not sent", fragment(thing), undefined, undefined],
    ["a field by another name", alias("other", text), { other: "x", name: "y" }, "x"],
    ["numbered fields, in order", numbered("f", 2, text), { f1: "b", f0: "a", f2: "c" }, ["a", "b"]],
    [
      "a page without an end",
      pageInfo,
      { hasNextPage: false, endCursor: null },
      { hasNextPage: false, endCursor: null },
    ],
    ["a file that is not there", treeEntry, null, null],
    [
      "a folder in a file's place",
      treeEntry,
      { object: {} },
      { object: { oid: null, text: null, isTruncated: null, isBinary: null } },
    ],
  ])("%s", (_what, read, value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

describe("and nothing else:", () => {
  test.each<[string, Reader<never, unknown>, unknown]>([
    ["a number for text", text, 1],
    ["a fraction", integer, 1.5],
    ["a number in words", integer, "1"],
    ["a word for a flag", flag, "true"],
    ["null where something must be", present(text), null],
    ["text where null or a number may be", nullable(integer), "1"],
    ["a page of HTML", thing, "<html>"],
    ["null for an object", thing, null],
    ["an object without a field", thing, { count: 1 }],
    ["an object for nodes", nodes(text), { 0: "a" }],
    ["no nodes", nodes(text), null],
    ["a wrong node", nodes(text), ["a", 1]],
    ["a wrong field in a fragment", fragment(thing), { name: 1 }],
    ["too few numbered fields", numbered("f", 2, text), { f0: "a" }],
    ["a missing alias", alias("other", text), { name: "x" }],
  ])("%s", (_what, read, value) => {
    expect(() => read(value)).toThrow(LostAnswer);
  });
});
