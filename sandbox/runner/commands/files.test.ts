import { expect, test } from "@jest/globals";
import { parseKeyValues } from "./files.ts";

test.each([
  ["a=1\nb=x=y\n", { a: "1", b: "x=y" }],
  ["a=\n\nb=<<X\n", { a: "", b: "<<X" }],
  ["a<<EOF\none\n\ntwo\nEOF\nb=2", { a: "one\n\ntwo", b: "2" }],
  ["a<<EOF\nEOF\n", { a: "" }],
  ["a<<E=F\nx\nE=F", { a: "x" }],
  ["a<<EOF\r\nx\r\nEOF\r\n", { a: "x\r" }],
  ["a=1\na=2", { a: "2" }],
  ["", {}],
])("%j", (content, expected) => {
  expect(Object.fromEntries(parseKeyValues(content))).toEqual(expected);
});

test.each([
  ["nothing", "Invalid format 'nothing'"],
  ["a<<EOF\nx", "Invalid value. Matching delimiter not found 'EOF'"],
  ["<<EOF\nEOF", "Name must not be empty and delimiter must not be empty"],
  ["a<<\nx", "Name must not be empty and delimiter must not be empty"],
  ["=x", "Name must not be empty"],
])("%j is refused", (content, message) => {
  expect(() => parseKeyValues(content)).toThrow(message);
});
