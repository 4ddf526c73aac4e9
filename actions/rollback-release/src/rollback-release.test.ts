import { expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";
import { operationId } from "./rollback-release.ts";

const idOf = (inputs: Record<string, string>, attempt = 1) =>
  withInputs(
    {
      action: "actions/rollback-release",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { containers: "api", channel: "prod", ...inputs },
      run: { attempt },
    },
    (run) => operationId(run, readInputs()),
  );

test("a job that is run again does the same, and another step of it something else", async () => {
  const id = await idOf({});
  expect(await idOf({}, 2)).toBe(id);
  expect(await idOf({ reason: "said otherwise" })).toBe(id);
  const others = [
    { containers: "web" },
    { containers: "api, web", to: "abc1234" },
    { channel: "dev" },
    { to: "ghcr.io/acme/api:v1" },
    { to: "ghcr.io/acme/api:v2" },
    { pin: "false" },
    { "pin-until": "8h" },
    { "pin-until": "9h" },
    { unpin: "true" },
    { unpin: "true", pin: "false" },
  ];
  const ids = await Promise.all(others.map((inputs) => idOf(inputs)));
  expect(new Set([id, ...ids]).size).toBe(others.length + 1);
});
