import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { VIRTUAL, type Artifactless } from "./desired.ts";
import { beyond, previewFacts, previewHash, previewHeadline, type Preview } from "./preview.ts";

const TO: Artifactless = { kind: "artifactless", configSha: "a".repeat(40) };
const change = (file: string) => ({
  repository: "acme/releases",
  file,
  field: "image.tag",
  before: "main-1",
  after: "main-2",
});
const companion = (sha: string) => ({
  repository: "acme/releases",
  sha: sha.repeat(40),
  author: "bob",
  subject: "Scale",
  files: ["apps/a.yaml"],
});
const PREVIEW: Preview = {
  target: { config: "my-app", channel: "prod" },
  from: VIRTUAL,
  to: TO,
  changes: [change("a.yaml"), change("b.yaml")],
  companions: [companion("b"), companion("c")],
  drift: ["a.yaml says main-0", "b.yaml says main-0"],
};

describe("the hash", () => {
  test("is the same in whatever order things were found", () => {
    const shuffled = fc.record({
      changes: fc.shuffledSubarray([...PREVIEW.changes], { minLength: 2 }),
      companions: fc.shuffledSubarray([...PREVIEW.companions], { minLength: 2 }),
      drift: fc.shuffledSubarray([...PREVIEW.drift], { minLength: 2 }),
    });
    fc.assert(
      fc.property(shuffled, (lists) => previewHash({ ...PREVIEW, ...lists }) === previewHash(PREVIEW)),
    );
  });

  test("changes with all that would be shipped", () => {
    const others: Preview[] = [
      { ...PREVIEW, target: { config: "my-app", channel: "qa" } },
      { ...PREVIEW, from: TO },
      { ...PREVIEW, to: { ...TO, configSha: "b".repeat(40) } },
      { ...PREVIEW, changes: PREVIEW.changes.slice(1) },
      { ...PREVIEW, changes: [change("a.yaml"), { ...change("b.yaml"), after: "main-3" }] },
      { ...PREVIEW, changes: [change("a.yaml"), { ...change("b.yaml"), before: null }] },
      { ...PREVIEW, companions: PREVIEW.companions.slice(1) },
      { ...PREVIEW, companions: [companion("b"), { ...companion("c"), repository: "acme/charts" }] },
      { ...PREVIEW, drift: [] },
      { ...PREVIEW, unavailable: "Argo CD did not answer" },
    ];
    expect(new Set([PREVIEW, ...others].map(previewHash)).size).toBe(others.length + 1);
  });

  test("does not change with words", () => {
    const reworded = PREVIEW.companions.map((one) => ({ ...one, subject: "Scale it", author: "Bob" }));
    expect(previewHash({ ...PREVIEW, companions: reworded })).toBe(previewHash(PREVIEW));
    expect(previewHash(PREVIEW)).toMatch(/^[0-9a-f]{32}$/);
  });
});

test.each([
  ["nothing else", {}, false, false],
  ["a protected channel", {}, true, true],
  ["somebody's commit", { companions: [companion("b")] }, false, true],
  ["a file that drifted", { drift: ["a.yaml says main-0"] }, false, true],
  ["what could not be found out", { unavailable: "Argo CD did not answer" }, false, true],
])("with %s: confirmed %s", (_what, more, isProtected, needsConfirmation) => {
  const plain = { ...PREVIEW, companions: [], drift: [], ...more };
  const rules = { protected: isProtected, approvals: 2 };
  expect(previewFacts(plain, rules)).toEqual({ hash: previewHash(plain), needsConfirmation, approvals: 2 });
});

test("what the engine shows beyond it is named", () => {
  expect(beyond(["Deployment/a", "Service/a"], ["Service/a", "Deployment/b", "Deployment/a"])).toEqual([
    "Deployment/b",
  ]);
});

test("its headline says from what to what", () => {
  expect(previewHeadline(PREVIEW)).toBe("my-app → prod: not deployed → config aaaaaaa");
  expect(previewHeadline({ ...PREVIEW, from: TO })).toBe("my-app → prod: config aaaaaaa, as it is");
});
