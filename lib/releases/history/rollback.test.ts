import { describe, expect, test } from "@jest/globals";
import { parseTarget, releasedAgain, rollbackProblems } from "./rollback.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("what to roll back to", () => {
  test.each([
    ["previous", { kind: "previous" }],
    ["1a2b3c4", { kind: "commit", revision: "1a2b3c4" }],
    ["1a2b3c4d".repeat(5), { kind: "commit", revision: "1a2b3c4d".repeat(5) }],
    ["ghcr.io/acme/my-app:v1", { kind: "image", image: "ghcr.io/acme/my-app:v1" }],
    ["my-app:1a2b3c4", { kind: "image", image: "my-app:1a2b3c4" }],
    [`my-app:v1@${DIGEST}`, { kind: "image", image: "my-app:v1", digest: DIGEST }],
  ])("%s is %j", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  test.each([
    "1a2b3c",
    `${"1a2b3c4d".repeat(5)}0`,
    "1A2B3C4",
    "Previous",
    "my-app",
    "localhost:5000/my-app",
    "",
  ])("%j is nothing", (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });
});

test("what ran is released again without when and by whom, and without what it had not", () => {
  const place = { container: "api", channel: "prod", image: "api:v1" };
  const written = { released_at: "2026-11-20T00:00:00Z", released_by: "bob", dispatch_id: "1" };
  const source = {
    repository: "acme/api",
    sha: "a".repeat(40),
    ref: "refs/heads/main",
    run_id: 1,
    run_attempt: 1,
  };
  const pinned = { by: "bob", at: written.released_at, reason: "x" };
  expect(releasedAgain({ ...place, digest: DIGEST, source, pinned, ...written })).toEqual({
    ...place,
    digest: DIGEST,
    source,
  });
  expect(Object.keys(releasedAgain({ ...place, ...written }))).toEqual(["container", "channel", "image"]);
});

test("a rollback meets the rules of the record, of each, and not those of the build", () => {
  const releases = ["api", "web"].map((container) => ({
    container,
    channel: "prd",
    image: `${container}:v1`,
  }));
  const containers = {
    web: { image: "acme/web", repository: { name: "acme/other" }, refs: { prod: ["main"] } },
  };
  const policy = { version: 1 as const, channels: ["dev", "prod"], allow_unlisted: false, containers };
  expect(
    rollbackProblems(policy, releases, "db/policy.json").map((problem) => problem.split(":")[0]),
  ).toEqual(["api", "api is not listed, and only listed containers are allowed", "web", "web in prd"]);
  expect(rollbackProblems({ version: 1 }, releases, "db/policy.json")).toEqual([]);
});
