import { expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";
import { operationId } from "./promote-release.ts";

const idOf = (inputs: Record<string, string>, attempt = 1) =>
  withInputs(
    {
      action: "actions/promote-release",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { containers: "api", from: "dev", to: "prod", ...inputs },
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
    { containers: "api, web" },
    { containers: "*" },
    { from: "stag" },
    { to: "stag" },
    { from: "prod", to: "dev" },
  ];
  const ids = await Promise.all(others.map((inputs) => idOf(inputs)));
  expect(new Set([id, ...ids]).size).toBe(others.length + 1);
});
