import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/retire-release",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { containers: "api, api-web", channel: "prod", reason: "moved to my-shop", ...inputs },
    },
    readInputs,
  );

test.each<[Record<string, string>, object]>([
  [{}, { containers: ["api", "api-web"], channel: "prod", reason: "moved to my-shop" }],
  [{ channel: "" }, { containers: ["api", "api-web"], channel: undefined }],
  [{ containers: "*" }, { containers: "*", channel: "prod" }],
])("good input is read: %j", async (inputs, expected) => {
  expect(await read(inputs)).toMatchObject(expected);
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[Record<string, string>, string]>([
    [{ containers: "" }, "Input containers is empty: give the containers to retire."],
    [
      { containers: "*", channel: "" },
      'Input containers is "*": * needs a channel: containers cannot all be retired everywhere at once.',
    ],
    [{ reason: "" }, "Input reason is empty: give the reason for the tombstone, in one line."],
    [
      { reason: "x\nDispatch-Id: y" },
      'Input reason is "x\\nDispatch-Id: y": one line of at most 300 characters is allowed.',
    ],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
