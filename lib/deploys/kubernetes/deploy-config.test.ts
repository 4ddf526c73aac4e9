import { describe, expect, test } from "@jest/globals";
import { VIRTUAL, type Desired } from "../desired.ts";
import { areSame, conditionsFor, conditionsOf, type Finding } from "./conditions.ts";
import { desiredOfSpec, isAbout, objectName, readDeployConfig, specOf } from "./deploy-config.ts";

const SHA = "1".repeat(40);
const ARTIFACT = {
  sha: "2".repeat(40),
  image: "ghcr.io/acme/shop:main-2222222",
  digest: `sha256:${"a".repeat(64)}`,
};
const WANTED = {
  target: { config: "shop", channel: "prod" },
  config: { repository: "acme/shop", path: ".deploy/shop.yaml" },
};
const PLACE = { config: "shop", channel: "prod", repository: "acme/shop", path: ".deploy/shop.yaml" };

test.each<readonly [Desired, object]>([
  [VIRTUAL, {}],
  [{ kind: "artifactless", configSha: SHA }, { configSha: SHA }],
  [
    { kind: "artifactful", configSha: SHA, artifact: ARTIFACT },
    { configSha: SHA, artifactSha: ARTIFACT.sha, image: ARTIFACT.image, digest: ARTIFACT.digest },
  ],
])("what is desired has one spec: $kind", (to, fields) => {
  const spec = specOf({ ...WANTED, to }, "r1");
  expect(spec).toEqual({ ...PLACE, request: "r1", ...fields });
  expect(desiredOfSpec(spec)).toEqual(to);
  expect(specOf({ ...WANTED, to })).not.toHaveProperty("request");
});

test("an object is called as its target, where Kubernetes allows it", () => {
  const names = ["my-app", "a.b", "a_b", "a..b", "a".repeat(128)].map((config) =>
    objectName({ config, channel: "prod" }),
  );
  expect(names).toEqual(["my-app.prod", "a.b.prod", undefined, undefined, `${"a".repeat(128)}.prod`]);
});

test("two targets whose names read alike are told apart", () => {
  const object = readDeployConfig({ metadata: { name: "a.b.c" }, spec: { config: "a.b", channel: "c" } });
  expect(isAbout(object, { config: "a.b", channel: "c" })).toBe(true);
  expect(isAbout(object, { config: "a", channel: "b.c" })).toBe(false);
});

describe("conditions", () => {
  const facts = { generation: 3, at: "2026-11-30T02:00:00Z", earlier: [] };
  test.each<readonly [Finding, readonly string[]]>([
    [{ kind: "undeployed" }, ["True Undeployed", "True Undeployed", "False AsApplied"]],
    [{ kind: "ready", says: "2 objects" }, ["True Applied", "True Ready", "False AsApplied"]],
    [{ kind: "rolling out", says: "1 of 2" }, ["True Applied", "False RollingOut", "False AsApplied"]],
    [{ kind: "degraded", says: "over" }, ["True Applied", "False Degraded", "False AsApplied"]],
    [{ kind: "refused", reason: "Conflict", says: "hpa" }, ["False Conflict", "Unknown NotApplied", "False AsApplied"]],
  ])("%j", (finding, expected) => {
    const conditions = conditionsFor(finding, undefined, facts);
    expect(conditions.map(({ type }) => type)).toEqual(["Applied", "Ready", "Drifted"]);
    expect(conditions.map(({ status, reason }) => `${status} ${reason}`)).toEqual(expected);
  }); // prettier-ignore

  test("keep their time while their status stays", () => {
    const first = conditionsFor({ kind: "rolling out", says: "1 of 2" }, undefined, facts);
    const later = { generation: 4, at: "2026-11-30T02:05:00Z", earlier: first };
    const next = conditionsFor(
      { kind: "ready", says: "all" },
      { reason: "ObjectsChanged", says: "x" },
      later,
    );
    expect(next.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
      ["Applied", facts.at],
      ["Ready", later.at],
      ["Drifted", later.at],
    ]);
    expect(next.map(({ observedGeneration }) => observedGeneration)).toEqual([4, 4, 4]);
    expect(areSame(first, next)).toBe(false);
    expect(
      areSame(
        next,
        next.map((one) => ({ ...one, lastTransitionTime: "" })),
      ),
    ).toBe(true);
    expect(conditionsOf({ conditions: [...next, { type: "Other", status: "True" }] })).toEqual(next);
  });
});
