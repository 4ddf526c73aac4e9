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
  expect(strayRules(policy, DATABASE).map(({ segments }) => segments.join("."))).toEqual([
    "freezes.1.container",
    "freezes.3.channel",
  ]);
});

test("a channel that nobody knows is told wherever a rule names it, where the policy does not list them", () => {
  const rules = { refs: { prod: ["main"], prdo: ["main"] }, builds: { pord: { runner: "self-hosted" } } };
  const policy: Policy = {
    version: 1,
    containers: { web: rules },
    provenance: ["prod", "prd"],
    promotion_only: ["prod", "pro"],
  };
  expect(strayRules(policy, DATABASE).map(({ segments }) => segments.join("."))).toEqual([
    "containers.web.refs.prdo",
    "containers.web.builds.pord",
    "provenance.1",
    "promotion_only.1",
  ]);
  expect(strayRules(policy, DATABASE)[2]?.message).toBe(
    "provenance[1] is prd, which neither the policy nor the database knows: the rule concerns nothing. Correct the name, or take it out",
  );
});

test("a ref pattern that nothing can match is told, and those beside it are not", () => {
  const policy: Policy = {
    version: 1,
    containers: { web: { refs: { prod: ["main", "refs/head/main", "release/*", "a..b", "refs/tags/v*"] } } },
  };
  expect(strayRules(policy, DATABASE)).toEqual([
    {
      segments: ["containers", "web", "refs", "prod", 1],
      message:
        "containers.web.refs.prod[1] is refs/head/main, which no branch and no tag can match: it lets nothing in. Write a branch such as release/*, or refs/tags/v*",
    },
    { segments: ["containers", "web", "refs", "prod", 3], message: expect.stringContaining("is a..b, ") },
  ]);
});
