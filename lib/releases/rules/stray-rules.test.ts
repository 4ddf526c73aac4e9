import { expect, test } from "@jest/globals";
import { strayRules } from "./stray-rules.ts";
import type { Database, Policy } from "../generated/schema.generated.ts";

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
