import { expect, test } from "@jest/globals";
import { matchesRef } from "./ref-pattern.ts";

test.each([
  ["refs/heads/main", "main", true],
  ["refs/heads/main", "refs/heads/main", true],
  ["refs/heads/main2", "main", false],
  ["refs/tags/main", "main", false],
  ["refs/heads/release/v1", "release/*", true],
  ["refs/heads/release/v1/rc", "release/*", false],
  ["refs/heads/release/v1/rc", "release/**", true],
  ["refs/tags/v1.2.3", "refs/tags/v*", true],
  ["refs/tags/app/v1", "refs/tags/**", true],
  ["refs/tags/.hidden", "refs/tags/*", true],
  ["refs/pull/7/merge", "**", false],
  ["refs/heads/!main", "!main", true],
  ["refs/heads/other", "!main", false],
  ["refs/heads/{a,b}", "{a,b}", true],
  ["refs/heads/a", "{a,b}", false],
])("%s against %s: %s", (ref, pattern, expected) => {
  expect(matchesRef(ref, pattern)).toBe(expected);
});
