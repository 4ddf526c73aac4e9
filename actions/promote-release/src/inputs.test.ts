import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/promote-release",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { containers: "api, web", from: "dev", to: "prod", ...inputs },
    },
    readInputs,
  );

test("good input is read", async () => {
  expect(await read({})).toMatchObject({ containers: ["api", "web"], from: "dev", to: "prod" });
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[Record<string, string>, string]>([
    [{ containers: "" }, "Input containers is empty: give the containers to promote, or *."],
    [
      { containers: "*, api" },
      'Input containers is "*, api": give * alone, which means all containers, or names.',
    ],
    [{ to: "" }, "Input to is empty: give the release channel to promote to."],
    [
      { reason: "x\nDispatch-Id: y" },
      'Input reason is "x\\nDispatch-Id: y": one line of at most 300 characters is allowed.',
    ],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
