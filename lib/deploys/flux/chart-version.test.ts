import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  isDowngrade,
  isExactVersion,
  isPrerelease,
  newestFirst,
  tagOfVersion,
  versionOfTag,
} from "./chart-version.ts";

test("The newest version comes first, whatever the order of the tags, and what is no version is left out", () => {
  expect(
    newestFirst([
      "1.10.0",
      "latest",
      "1.9.0",
      "1.10.0-rc.2",
      "1.10.0-rc.10",
      "sha-1a2b3c4",
      "1.2",
      "0.9.0_b2",
    ]),
  ).toEqual(["1.10.0", "1.10.0-rc.10", "1.10.0-rc.2", "1.9.0", "0.9.0+b2"]);
});

test.each([
  ["1.4.2", true],
  ["v1.4.2", true],
  ["1.4.2-rc.1+build.7", true],
  ["1.4", false],
  ["1.4.x", false],
  [">=1.4.2", false],
  ["^1.4.2", false],
  ["*", false],
  ["", false],
  ["01.4.2", false],
])("%j is one version: %j", (text, expected) => {
  expect(isExactVersion(text)).toBe(expected);
});

test("A version before a release is told from the release", () => {
  expect(["1.4.2-rc.1", "1.4.2", "1.4.2+rc.1"].map(isPrerelease)).toEqual([true, false, false]);
});

test.each([
  ["1.9.0", "1.10.0", false],
  ["1.10.0", "1.9.0", true],
  ["1.10.0", "1.10.0-rc.1", true],
  ["1.10.0", "1.10.0", false],
])("From %s to %s is a downgrade: %j", (from, to, expected) => {
  expect(isDowngrade(from, to)).toBe(expected);
});

test("A version comes back from its tag", () => {
  const part = fc.nat({ max: 999 }).map(String);
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/);
  const version = fc
    .tuple(part, part, part, fc.option(name), fc.option(name))
    .map(
      ([a, b, c, before, build]) =>
        `${a}.${b}.${c}${before === null ? "" : `-${before}`}${build === null ? "" : `+${build}`}`,
    );
  fc.assert(
    fc.property(version, (text) => {
      const tag = tagOfVersion(text);
      expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
      expect(versionOfTag(tag)).toBe(text);
    }),
  );
});
