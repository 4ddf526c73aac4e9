import { expect, test } from "@jest/globals";
import type { Run } from "../../../lib/runner/run.ts";
import { idsOfOneStep, idsOfOtherSteps } from "../../../tools/testing/operation-ids.ts";
import { readInputs } from "./inputs.ts";
import { operationId } from "./retire-release.ts";

const STEP = {
  action: "actions/retire-release",
  inputs: { containers: "api", channel: "prod", reason: "gone" },
  idOf: (run: Run) => operationId(run, readInputs()),
};

test("a job that is run again does the same, and another step of it something else", async () => {
  const ids = new Set(await idsOfOneStep(STEP));
  expect(ids.size).toBe(1);
  const others = await idsOfOtherSteps(STEP, [
    { containers: "web" },
    { containers: "api, web" },
    { channel: "dev" },
    { channel: "" },
    { containers: "*" },
  ]);
  expect(new Set([...ids, ...others]).size).toBe(others.length + 1);
});
