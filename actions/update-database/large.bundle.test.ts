import { expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import { create, github, IMAGE, operations, OTHER_ID, payload, records, run } from "./testing.ts";

/** More than GraphQL gives of a file: 512,000 bytes. */
const large = (): string => {
  const many = Array.from({ length: 3000 }, (_, i) => ({
    container: `app-${i}`,
    channel: "dev",
    image: `${IMAGE}:v1`,
    released_at: "2026-11-20T00:00:00Z",
    released_by: "bob",
    dispatch_id: OTHER_ID,
  }));
  return `${JSON.stringify({ version: 1, releases: many }, undefined, 2)}\n`;
};

test("a database past the 512,000 bytes of a GraphQL answer is read whole", async () => {
  await create(large());
  const result = await run(payload("v1"));
  expect(outcomes(result)).toEqual(["applied"]);
  expect(operations()).toEqual(["graphql:ReadBranch", "repos/get-content", "graphql:CommitOnBranch"]);
  expect(records()).toHaveLength(3001);
});

test("a large database whose answer was cut off is read again, and nothing is rejected", async () => {
  await create(large());
  github.inject({ operation: "repos/get-content", fault: { kind: "cut" }, times: 1 });
  expect(outcomes(await run(payload("v1")))).toEqual(["applied"]);
});
