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

describe("what looks like a mistake and is none:", () => {
  test.each<[Record<string, string>, object]>([
    [
      { containers: "*", unpin: "true" },
      { containers: "*", unpin: true, target: { kind: "previous" } },
    ],
    [
      { containers: "*", to: "abc1234" },
      { containers: "*", target: { kind: "commit", revision: "abc1234" } },
    ],
    [
      { containers: "api, web", to: "abc1234" },
      { containers: ["api", "web"], target: { kind: "commit" } },
    ],
    [
      { containers: "api", to: "a:1" },
      { containers: ["api"], target: { kind: "image", image: "a:1" } },
    ],
    [
      { unpin: "true", pin: "false" },
      { unpin: true, pin: false, pinUntil: undefined },
    ],
    [{ "pin-until": "8h" }, { pin: true, pinUntil: { kind: "length" } }],
  ])("%j", async (inputs, expected) => {
    expect(await read(inputs)).toMatchObject(expected);
  });
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
    [{ unpin: "true", "pin-until": "8h" }, 'Input pin-until is "8h": it needs a pin'],
    [{ pin: "false", "pin-until": "8h" }, 'Input pin-until is "8h": it needs a pin'],
    [{ "pin-until": "2020-01-01T00:00:00Z" }, "it is in the past: use a time in the future."],
    [{ "pin-until": "soon" }, 'Input pin-until is "soon": use a duration'],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
