import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { linesOf } from "./lines.ts";

const linesIn = (chunks: readonly Buffer[]): Promise<unknown[]> =>
  Readable.from(linesOf(Readable.from(chunks))).toArray();

test.each([
  [["a\nb\r\nc\rd"], ["a", "b", "c", "d"]],
  [
    ["a\r", "\nb\r", "c\n"],
    ["a", "b", "c"],
  ],
  [
    ["a\n\n", "b\r"],
    ["a", "", "b"],
  ],
  [["::add-mask::one\u2028two\u2029three\n"], ["::add-mask::one\u2028two\u2029three"]],
  [[], []],
])("%j is %j", async (chunks, lines) => {
  expect(await linesIn(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(lines);
});

test("a character that comes in two parts stays one", async () => {
  const bytes = Buffer.from("né\n");
  expect(await linesIn([bytes.subarray(0, 2), bytes.subarray(2)])).toEqual(["né"]);
});
