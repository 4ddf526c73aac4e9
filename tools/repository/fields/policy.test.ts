import { describe, expect, test } from "@jest/globals";
import { buildProblems, isProvingEvent } from "../../../lib/releases/rules/build-rules.ts";
import { gateReasons } from "../../../lib/releases/rules/closed.ts";
import { policyProblems } from "../../../lib/releases/rules/policy-problems.ts";
import { parsePolicy, provenanceRequired } from "../../../lib/releases/rules/policy.ts";
import { changed, EDITORS_FIELD, fieldsOf, generic, RELEASE, SHA, SOURCE } from "./schema-fields.ts";

describe("of a policy", () => {
  const WEEKLY = { days: ["sat"], hours: { from: "10:00", to: "14:00" }, time_zone: "UTC" };
  const FREEZE = { channel: "prod", reason: "sale", by: "alice", from: "2026-11-01T00:00:00Z" };
  const policy = {
    version: 1,
    channels: ["dev", "stage", "prod"],
    allow_unlisted: false,
    allow_manual: true,
    containers: {
      "my-app": {
        repository: { name: "acme/my-app", id: 7 },
        image: "ghcr.io/acme/my-app",
        refs: { dev: ["main"], prod: ["main"] },
        builds: {
          stage: {
            workflows: ["acme/my-app/.github/workflows/ci.yml@refs/heads/main"],
            environments: ["release"],
            protected_ref: true,
            runner: "github-hosted",
          },
        },
      },
    },
    freezes: [{ ...FREEZE, container: "my-app", until: "2026-12-01T00:00:00Z", weekly: WEEKLY }],
    provenance: ["dev"],
    events: ["workflow_call"],
    promotion_only: ["stage"],
    server_only: ["stage"],
  };
  const places = ["dev", "stage", "prod", "next"].flatMap((channel) =>
    ["my-app", "other"].map((container) => ({ ...RELEASE, container, channel })),
  );
  /** Two builds that differ in everything a policy may ask for. */
  const proofs = [true, false].map((isRight) => ({
    repository: "acme/my-app",
    repositoryId: 7,
    ref: "refs/heads/main",
    sha: SHA,
    runId: 50,
    runAttempt: 1,
    event: "push",
    workflow: `acme/my-app/.github/workflows/${isRight ? "ci" : "x"}.yml@refs/heads/main`,
    environment: isRight ? "release" : "x",
    isRefProtected: isRight,
    runner: isRight ? "github-hosted" : "self-hosted",
  }));

  /** Everything a policy decides. */
  function decisions(document: object): string {
    const policy = parsePolicy(JSON.stringify(document), "db/policy.json");
    const { repository_id: _proved, ...claimed } = SOURCE;
    const moments = ["2026-10-31", "2026-11-21", "2026-11-20", "2026-12-05"].map((day) => `${day}T12:00:00Z`);
    return JSON.stringify([
      [undefined, SOURCE, claimed].flatMap((source) =>
        (["inputs", "event"] as const).flatMap((via) =>
          policyProblems(
            policy,
            { releases: places, source },
            { origin: { via }, document: "db/policy.json" },
          ),
        ),
      ),
      places.map((place) => provenanceRequired(policy, place)),
      ["push", "workflow_call", "issues"].map((event) => isProvingEvent(policy, event)),
      proofs.flatMap((proof) => buildProblems(policy, { releases: places, proof }, "db/policy.json")),
      moments.flatMap((at) => places.map((place) => gateReasons({ policy, at }, place))),
    ]);
  }

  const others: Readonly<Record<string, unknown>> = {
    channels: ["dev", "stage", "prod", "next"],
    allow_unlisted: true,
    allow_manual: false,
    containers: { ...policy.containers, other: {} },
    "containers.my-app.repository": undefined,
    "containers.my-app.repository.name": "acme/other",
    "containers.my-app.repository.id": 8,
    "containers.my-app.image": "ghcr.io/acme/other",
    "containers.my-app.refs": { dev: ["main"] },
    "containers.my-app.builds": { prod: policy.containers["my-app"].builds.stage },
    "containers.my-app.builds.stage.workflows": ["acme/my-app/.github/workflows/*.yml@refs/heads/main"],
    "containers.my-app.builds.stage.environments": ["x"],
    "containers.my-app.builds.stage.protected_ref": undefined,
    "containers.my-app.builds.stage.runner": "self-hosted",
    freezes: [],
    "freezes.0.channel": "stage",
    "freezes.0.container": undefined,
    "freezes.0.reason": "audit",
    "freezes.0.by": "bob",
    "freezes.0.from": "2026-11-25T00:00:00Z",
    "freezes.0.until": "2026-11-21T11:00:00Z",
    "freezes.0.weekly": undefined,
    "freezes.0.weekly.days": ["fri"],
    "freezes.0.weekly.hours": undefined,
    "freezes.0.weekly.hours.from": "13:00",
    "freezes.0.weekly.hours.to": "11:00",
    "freezes.0.weekly.time_zone": "Asia/Tokyo",
    provenance: ["prod"],
    events: ["issues"],
    promotion_only: ["prod"],
    server_only: ["prod"],
  };

  test("every field is listed", () => {
    const known = ["version", EDITORS_FIELD, ...Object.keys(others).map(generic)];
    expect(fieldsOf("policy.schema.json").sort()).toEqual(known.sort());
  });

  test.each(Object.entries(others))("%s decides something", (path, value) => {
    expect(decisions(changed(policy, path, value)) === decisions(policy)).toBe(false);
  });

  test("another version is refused", () => {
    expect(() => decisions({ ...policy, version: 2 })).toThrow("version is 2");
  });
});
