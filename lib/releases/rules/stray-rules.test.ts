import { expect, test } from "@jest/globals";
import type { Database, Policy } from "../generated/schema.generated.ts";
import { strayRules } from "./stray-rules.ts";

const DATABASE: Database = {
  version: 1,
  releases: ["api", "worker"].map((container) => ({
    container,
    channel: "prod",
    image: `${container}:v1`,
    released_at: "2026-11-20T00:00:00Z",
    released_by: "bob",
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  })),
};
const AT = "2026-11-21T00:00:00Z";
const freeze = (channel: string, container?: string) => ({
  channel,
  reason: "x",
  by: "alice",
  ...(container !== undefined && { container }),
});

test("a freeze that names what nobody knows is told, and one beside it is not", () => {
  const policy: Policy = {
    version: 1,
    containers: { web: {} },
    freezes: [
      freeze("prod"),
      freeze("prod", "apii"),
      freeze("prod", "api"),
      freeze("prd"),
      freeze("prod", "web"),
    ],
  };
  expect(strayRules(policy, DATABASE, AT).map(({ segments }) => segments.join("."))).toEqual([
    "freezes.1.container",
    "containers.web",
    "freezes.3.channel",
  ]);
});

test("a channel that nobody knows is told wherever a rule names it, where the policy does not list them", () => {
  const rules = { refs: { prod: ["main"], prdo: ["main"] }, builds: { pord: { runner: "self-hosted" } } };
  const policy: Policy = {
    version: 1,
    containers: { api: rules },
    provenance: ["prod", "prd"],
    promotion_only: ["prod", "pro"],
  };
  expect(strayRules(policy, DATABASE, AT).map(({ segments }) => segments.join("."))).toEqual([
    "containers.api.refs.prdo",
    "containers.api.builds.pord",
    "provenance.1",
    "promotion_only.1",
  ]);
  expect(strayRules(policy, DATABASE, AT)[2]?.message).toBe(
    "provenance[1] is prd, which is neither in the policy nor in the database: the rule matches nothing. Correct the name, or remove it",
  );
});

test("a ref pattern that nothing can match is told, and those beside it are not", () => {
  const policy: Policy = {
    version: 1,
    containers: { api: { refs: { prod: ["main", "refs/head/main", "release/*", "a..b", "refs/tags/v*"] } } },
  };
  expect(strayRules(policy, DATABASE, AT)).toEqual([
    {
      segments: ["containers", "api", "refs", "prod", 1],
      message:
        "containers.api.refs.prod[1] is refs/head/main, which no branch or tag can match, so it allows nothing. Give a branch such as release/*, or refs/tags/v*",
    },
    { segments: ["containers", "api", "refs", "prod", 3], message: expect.stringContaining("is a..b, ") },
  ]);
});

test("a listed container that has no release is told, and one that has is not", () => {
  const policy: Policy = { version: 1, containers: { apii: { image: "api" }, api: {}, constructor: {} } };
  expect(strayRules(policy, DATABASE, AT)).toEqual([
    {
      segments: ["containers", "apii"],
      message:
        "containers.apii has no release in the database, so its rules concern nothing yet. Correct the name if it is misspelt; with its first release, this warning goes away",
    },
    {
      segments: ["containers", "constructor"],
      message: expect.stringContaining("containers.constructor has"),
    },
  ]);
});

test("a freeze that is over is told, and one that ends or begins later is not", () => {
  const until = ["2025-12-27T00:00:00Z", "2026-11-21T00:00:01Z", undefined, "2026-11-21T00:00:00Z"];
  const freezes = until.map((time) => ({ ...freeze("prod"), ...(time !== undefined && { until: time }) }));
  expect(strayRules({ version: 1, freezes }, DATABASE, AT)).toEqual([
    {
      segments: ["freezes", 0, "until"],
      message:
        "freezes[0].until is 2025-12-27T00:00:00Z, which is over: the freeze holds nothing. Correct the time, or take the freeze out",
    },
    { segments: ["freezes", 3, "until"], message: expect.stringContaining("freezes[3].until is ") },
  ]);
});

test("an event that starts nothing, or may always, is told, and those beside them are not", () => {
  const events = ["workflow_runn", "workflow_run", "push", "issue_comment"];
  expect(strayRules({ version: 1, events }, DATABASE, AT).map(({ message }) => message)).toEqual([
    "events[0] is workflow_runn, which is no event that starts workflows: it lets nothing in. Correct the name, such as workflow_run, or take it out",
    "events[2] is push, which always may prove a source: it changes nothing. Take it out",
  ]);
});

test.each([
  ["refs/heads/main", false],
  ["refs/tags/v*", false],
  ["refs/pull/*/merge", false],
  ["*", false],
  ["**", false],
  ["refs/*/main", false],
  ["refs/tags/pkg@1.0", false],
  ["1a2b3c4d".repeat(5), false],
  ["1a2b*", false],
  ["main", true],
  ["v1", true],
  ["v*", true],
  ["release/*", true],
  ["refs/head/main", true],
  ["refs/tag/v*", true],
  ["1a2b3c4", true],
  ["heads/main", true],
])("a workflow at the ref %s can match nothing: %j", (ref, isStray) => {
  const file = "acme/api/.github/workflows/release.yml";
  const builds = { prod: { workflows: [`${file}@refs/heads/next`, `${file}@${ref}`] } };
  const policy: Policy = { version: 1, containers: { api: { builds } } };
  expect(strayRules(policy, DATABASE, AT)).toEqual(
    isStray
      ? [
          {
            segments: ["containers", "api", "builds", "prod", "workflows", 1],
            message: `containers.api.builds.prod.workflows[1] is ${file}@${ref}, whose ref ${ref} no workflow can have: it lets nothing in. Write a full ref, such as @refs/heads/main or @refs/tags/v*, or a commit's 40 digits`,
          },
        ]
      : [],
  );
});
