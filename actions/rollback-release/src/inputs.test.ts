import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `refused.bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/rollback-release",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { containers: "api", channel: "prod", ...inputs },
    },
    readInputs,
  );

test("good input is read", async () => {
  expect(await read({})).toMatchObject({ channel: "prod", pin: true, unpin: false });
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[Record<string, string>, string]>([
    [{ to: "v2" }, 'Input to is "v2": use previous, an image with its tag'],
    [{ containers: "*" }, 'Input containers is "*": their previous releases'],
    [
      { containers: "a, b", to: "a:1" },
      'Input containers is "a, b": the image in to belongs to one container',
    ],
    [{ unpin: "true", to: "a:1" }, 'Input to is "a:1": unpin restores nothing'],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
