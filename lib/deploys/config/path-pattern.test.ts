import { expect, test } from "@jest/globals";
import { patternFault } from "./path-pattern.ts";

test.each(["k8s/*.yaml", "**/*.yaml", "*-*-*/x", "settings/[a-z]?.json"])("%s is a pattern", (pattern) => {
  expect(patternFault(pattern)).toBeUndefined();
});

test.each([
  ["k8s/{a,b}.yaml", "braces and parentheses mean nothing here: write one pattern for each"],
  ["k8s/+(a)", "braces and parentheses mean nothing here: write one pattern for each"],
  ["k8s/*a*b*c*", "a part between two slashes has at most 3 stars: write more of its name"],
])("%s is none", (pattern, fault) => {
  expect(patternFault(pattern)).toBe(fault);
});
