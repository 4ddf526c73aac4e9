import { expect, test } from "@jest/globals";
import { didYouMean, nearest } from "./nearest.ts";

test.each<[string, readonly string[], string | undefined]>([
  ["prod", ["prod", "prod-2"], undefined],
  ["prd", ["dev", "prod"], "prod"],
  ["PROD", ["prod"], "prod"],
  ["qa", ["qb", "dev"], "qb"],
  ["qa", ["xy"], undefined],
  ["stage", ["state", "dev"], "state"],
  ["stage", ["stxxe"], undefined],
  ["my-app", ["my-xxp"], "my-xxp"],
  ["my-app", ["my-xxx"], undefined],
  ["ab", ["ad", "ac"], "ac"],
  ["abc-app", ["abd-xpp", "abd-app"], "abd-app"],
  ["x", [], undefined],
])("%s among %j is meant to be %s", (name, known, meant) => {
  expect(nearest(name, known)).toBe(meant);
  expect(didYouMean(name, known)).toBe(meant === undefined ? "" : ` (did you mean ${meant}?)`);
});
