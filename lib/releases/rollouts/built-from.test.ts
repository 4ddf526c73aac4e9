import { expect, test } from "@jest/globals";
import { builtFrom } from "./built-from.ts";

const SHA = "a".repeat(40);
const DIGEST = `sha256:${"b".repeat(64)}`;
const pinned = (name: string, comment = "") =>
  [
    "kind: Kustomization",
    "images:",
    `  - name: other`,
    `    newTag: v1`,
    `  - name: ${name}${comment}`,
    `    digest: ${DIGEST}`,
    "",
  ].join("\n");

test("an image that no kustomization mentions is not pinned", () => {
  expect(builtFrom(undefined, "k.yaml", "api")).toEqual({ kind: "unpinned" });
  expect(builtFrom("kind: Kustomization\n", "k.yaml", "api")).toEqual({ kind: "unpinned" });
  expect(builtFrom(pinned("api-2"), "k.yaml", "api")).toEqual({ kind: "unpinned" });
});

test("an image that somebody pinned by hand was built from nobody knows what", () => {
  expect(builtFrom(pinned("api"), "k.yaml", "api")).toEqual({ kind: "unknown" });
});

test("an image that pin-image pinned says what it was built from", async () => {
  const { Kustomization } = await import("../../manifests/kustomization.ts");
  const pin = { name: "api", image: "ghcr.io/acme/api", digest: DIGEST, tag: "v1", revision: SHA, order: 7 };
  const text = new Kustomization(pinned("other-2"), "k.yaml").write(pin);
  expect(builtFrom(text, "k.yaml", "api")).toEqual({ kind: "pinned", revision: SHA });
});
