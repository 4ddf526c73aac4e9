import { expect, test } from "@jest/globals";
import { isOnlyVersion } from "./difference.ts";

const state = (image: string, replicas: number, name = "app") => ({
  spec: { replicas, template: { spec: { containers: [{ name, image }] } } },
});
const BEFORE = state("ghcr.io/acme/my-app:main-1a2b3c4", 3);
const versions = { before: ["main-1a2b3c4"], after: ["main-88ad001"] };
const scaled = { ...versions, whole: ["3", "0"] };

test.each([
  ["the version", state("ghcr.io/acme/my-app:main-88ad001", 3), versions, true],
  ["another image's version as well", state("ghcr.io/acme/my-app:main-88ad002", 3), versions, false],
  ["a name as well", state("ghcr.io/acme/my-app:main-88ad001", 3, "web"), versions, false],
  ["the replicas, which nobody has asked for", state("ghcr.io/acme/my-app:main-88ad001", 0), versions, false],
  ["the replicas, as asked for", state("ghcr.io/acme/my-app:main-88ad001", 0), scaled, true],
  ["the replicas, and not as asked for", state("ghcr.io/acme/my-app:main-88ad001", 5), scaled, false],
  [
    "a 3 in a tag, which is no number of replicas",
    state("ghcr.io/acme/my-app:main-1a2b0c4", 3),
    scaled,
    false,
  ],
])("%s", (_what, after, asked, isExpected) => {
  expect(isOnlyVersion(BEFORE, after, asked)).toBe(isExpected);
});

test("what is not there yet, or goes, is more than a version", () => {
  expect(isOnlyVersion(null, BEFORE, versions)).toBe(false);
  expect(isOnlyVersion(BEFORE, null, versions)).toBe(false);
});
