import { expect, test } from "@jest/globals";
import { knows } from "./etag.ts";

test.each<[string | undefined, boolean]>([
  [undefined, false],
  ["", false],
  ['"v1"', true],
  ['W/"v1"', true],
  ['"v2", "v1"', true],
  ['"v2",W/"v3"', false],
  ["*", true],
  ['"v10"', false],
  ["v1", false],
])("If-None-Match %j knows the version: %j", (header, known) => {
  expect(knows(header, '"v1"')).toBe(known);
});
