import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `input.bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/create-deployment",
      token: "ghs_1",
      repository: "acme/app",
      event: { name: "push", payload: { repository: { default_branch: "main" } } },
      inputs,
    },
    readInputs,
  );

test("good input is read", async () => {
  expect(await read({ environment: "staging", payload: '{"a":1}' })).toMatchObject({
    state: "auto",
    repository: { owner: "acme", repo: "app" },
    task: { kind: "create", deployment: { environment: "staging", payload: { a: 1 }, autoMerge: false } },
  });
});

/** `end.bundle.test.ts` shows that GitHub hears it. */
test.each([
  ["skipped", "inactive"],
  ["cancelled", "error"],
  ["neutral", "success"],
  ["timed_out", "failure"],
  ["action_required", "error"],
  ["startup_failure", "error"],
  ["stale", "error"],
  ["failure", "failure"],
  ["queued", "queued"],
  ["auto", "auto"],
])("%s, as needs.<job>.result says it, is the state %s", async (result, state) => {
  expect(await read({ environment: "x", state: result })).toMatchObject({ state });
  expect(await read({ "deployment-id": "7", state: result })).toMatchObject({ state });
});

test("an environment's length counts characters, and not the halves of some", async () => {
  const longest = "🚀".repeat(255);
  expect(await read({ environment: longest })).toMatchObject({
    task: { kind: "create", deployment: { environment: longest } },
  });
  await expect(read({ environment: `${longest}x` })).rejects.toThrow(
    "it has 256 characters: use at most 255.",
  );
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[string, Record<string, string>, string]>([
    ["no environment", {}, "Input environment is empty: give where to deploy, such as staging"],
    [
      "an environment of 300 characters",
      { environment: "e".repeat(300) },
      `Input environment is "${"e".repeat(120)}…": it has 300 characters: use at most 255.`,
    ],
    ["an environment of two lines", { environment: "a\nb" }, "use one line of text."],
    [
      "a state that is none",
      { environment: "x", state: "done" },
      'Input state is "done": auto or error or failure or inactive or in_progress or queued or pending or success or skipped or neutral or cancelled or timed_out or action_required or startup_failure or stale is allowed.',
    ],
    [
      "an id that is none",
      { "deployment-id": "abc" },
      'Input deployment-id is "abc": the output deployment-id of another step is allowed.',
    ],
    [
      "a deployment to continue and to inactivate",
      { "deployment-id": "1", inactivate: "true" },
      "with deployment-id, set state: inactive instead.",
    ],
    ["a payload that is no JSON", { environment: "x", payload: "{" }, "it is not valid JSON: "],
    [
      "a payload with the field by which a deployment is found",
      { environment: "x", payload: '{ "cluster": "eu", "creation_id": "mine" }' },
      "this action sets creation_id itself: give the field another name.",
    ],
    ["a payload that is a list", { environment: "x", payload: "[]" }, "use a JSON object"],
    [
      "an address that is none",
      { environment: "x", "environment-url": "app.example.org" },
      'Input environment-url is "app.example.org": give an address with https://, such as https://app.example.org.',
    ],
    [
      "auto-merge without a branch",
      { environment: "x", "auto-merge": "true" },
      "auto-merge needs the branch to merge into.",
    ],
    [
      "a repository that is none",
      { environment: "x", repository: "acme" },
      'Input repository is "acme": owner/name is allowed.',
    ],
    [
      "another repository without a ref",
      { environment: "x", repository: "acme/other" },
      "the event push names no commit of acme/other",
    ],
    ["no token", { environment: "x", token: "" }, "give a token with deployments: write"],
  ])("%s", async (_name, inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
