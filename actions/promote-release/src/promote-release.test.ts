import { expect, test } from "@jest/globals";
import type { Run } from "../../../lib/runner/run.ts";
import { idsOfOneStep, idsOfOtherSteps } from "../../../tools/testing/operation-ids.ts";
import { readInputs } from "./inputs.ts";
import { operationId } from "./promote-release.ts";

const STEP = {
  action: "actions/promote-release",
  inputs: { containers: "api", from: "dev", to: "prod" },
  idOf: (run: Run) => operationId(run, readInputs()),
};

test("a job that is run again does the same, and another step of it something else", async () => {
  const ids = new Set(await idsOfOneStep(STEP));
  expect(ids.size).toBe(1);
  const others = await idsOfOtherSteps(STEP, [
    { containers: "web" },
    { containers: "api, web" },
    { containers: "*" },
    { from: "stag" },
    { to: "stag" },
    { from: "prod", to: "dev" },
  ]);
  expect(new Set([...ids, ...others]).size).toBe(others.length + 1);
});
