import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  branchSlug,
  parsePreviewTitle,
  previewNamespace,
  previewTarget,
  previewTitle,
  targetOfNamespace,
} from "./branch-preview.ts";

const LONGEST = 40;

test.each(["fix", "fix-2", "a".repeat(LONGEST)])("%s stays as it is", (branch) => {
  expect(branchSlug(branch, LONGEST)).toBe(branch);
});

test.each([
  ["feature/x", "feature-x"],
  ["feature.x", "feature-x"],
  ["Feature-x", "feature-x"],
  ["feature_x", "feature-x"],
  ["feature--x", "feature-x"],
  ["-x", "x"],
  ["x-", "x"],
  ["a".repeat(LONGEST + 1), "a".repeat(LONGEST)],
  [`${"a".repeat(LONGEST)}c`, `${"a".repeat(LONGEST)}b`],
])("%s is told apart from %s", (branch, near) => {
  expect(branchSlug(branch, LONGEST)).toMatch(/^[a-z0-9-]*-[0-9a-f]{8}$/);
  expect(branchSlug(branch, LONGEST)).not.toBe(branchSlug(near, LONGEST));
});

test("a branch without a letter that a name may have is called by its hash", () => {
  expect(branchSlug("é", LONGEST)).toMatch(/^x[0-9a-f]{8}$/);
  expect(branchSlug("é", LONGEST)).not.toBe(branchSlug("ü", LONGEST));
});

test("a namespace is a name of Kubernetes for every branch and every template, and never another branch's", () => {
  const fixed = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
  const branches = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 120 }), {
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fixed, branches, (prefix, names) => {
      const namespaces = names.map((branch) => previewNamespace(`${prefix}-{branch}`.slice(-48), branch));
      for (const one of namespaces) expect(one).toMatch(/^(?=.{1,63}$)[a-z0-9-]*[a-z0-9]$/);
      expect(new Set(namespaces).size).toBe(names.length);
    }),
  );
});

test("a preview is a target of its own, and says whose it is", () => {
  const preview = { repositoryId: 7, base: { config: "my-app", channel: "dev" }, branch: "fix/a of b" };
  const plain = { ...preview, branch: "fix" };
  expect(previewTarget(plain)).toEqual({ config: "my-app", channel: "dev.preview.fix" });
  expect(previewNamespace("my-app-{branch}-dev", "fix")).toBe("my-app-fix-dev");
  expect(previewTitle(preview)).toBe("my-app/dev of repository 7, preview/fix/a of b");
  expect(parsePreviewTitle(previewTitle(preview))).toEqual(preview);
  expect(parsePreviewTitle("my-app/dev of repository 0, preview/fix")).toBeUndefined();
  expect(parsePreviewTitle("my-app/dev preview/fix")).toBeUndefined();
});

test("the longest channel and branch give a name that a DeployConfig may have", () => {
  const base = { config: "my-app", channel: "c".repeat(64) };
  expect(previewTarget({ base, branch: "B".repeat(250) }).channel.length).toBeLessThanOrEqual(128);
});

test("a channel's own namespace is found, in its own cluster alone", () => {
  const clusters = {
    lab: { engine: "kubernetes", kubeconfig: "file:/etc/clusters/lab" },
    "lab-too": { engine: "kubernetes", kubeconfig: "file:/etc/clusters/lab" },
    eu: { engine: "kubernetes", kubeconfig: "file:/etc/clusters/eu" },
    argo: { engine: "argo-cd" },
    "argo-too": { engine: "argo-cd" },
  } as const;
  const targets = {
    "my-app/dev": [{ cluster: "lab", namespace: "my-app" }],
    "other/prod": [
      { cluster: "eu", namespace: "other-prod" },
      { cluster: "lab", namespace: "my-app-prod" },
    ],
    "chart/prod": [{ cluster: "argo" }],
    "third/prod": [{ cluster: "argo-too", namespace: "third" }],
  };
  const of = (cluster: string, namespace: string) =>
    targetOfNamespace({ clusters, targets }, { cluster, namespace });
  expect(of("lab", "my-app-prod")).toBe("other/prod");
  expect(of("lab-too", "my-app-prod")).toBe("other/prod");
  expect(of("eu", "my-app-prod")).toBeUndefined();
  expect(of("lab", "my-app-prod-2")).toBeUndefined();
  expect(of("argo", "third")).toBeUndefined();
});
