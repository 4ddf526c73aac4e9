import { describe, expect, test } from "@jest/globals";
import { parseTarget } from "./rollback.ts";

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
