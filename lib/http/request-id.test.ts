import { expect, test } from "@jest/globals";
import { requestId } from "./request-id.ts";

test.each(["a", "build-42/x:1=2+3.z_", "a".repeat(128)])("the caller's id %s is kept", (given) => {
  expect(requestId(given)).toBe(given);
});

test.each<[string | readonly string[] | undefined]>([
  [undefined],
  [""],
  ["two words"],
  ["a\nlevel=error"],
  ["a".repeat(129)],
  [["a", "b"]],
])("in place of %j there is a new id, each time another", (given) => {
  const ids = [requestId(given), requestId(given)];
  for (const id of ids) expect(id).toMatch(/^[\w-]{12}-\d+$/);
  expect(ids[0]).not.toBe(ids[1]);
});
