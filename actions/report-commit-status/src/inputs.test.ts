import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/report-commit-status",
      token: "ghs_1",
      repository: "acme/my-app",
      event: { name: "push", payload: {} },
      inputs: { context: "Release Data Prep / Main", ...inputs },
    },
    readInputs,
  );

test("good input is read", async () => {
  expect(await read({ repositories: "acme/my-app, acme/other@" + "a".repeat(40) })).toMatchObject({
    state: "auto",
    context: "Release Data Prep / Main",
    targets: [
      { repository: { owner: "acme", repo: "my-app" }, sha: "1a2b3c4d".repeat(5) },
      { repository: { owner: "acme", repo: "other" }, sha: "a".repeat(40) },
    ],
  });
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "a state that is none",
      { state: "done" },
      'Input state is "done": auto or error or failure or pending or success or skipped or neutral or cancelled or timed_out or action_required or startup_failure or stale is allowed.',
    ],
    [
      "a short sha",
      { sha: "1a2b3c4" },
      'Input sha is "1a2b3c4": give all 40 hexadecimal digits of the commit\'s sha.',
    ],
    [
      "a repository without owner",
      { repository: "my-app" },
      'Input repository is "my-app": owner/name is allowed.',
    ],
    ["no address", { "target-url": "argo" }, 'Input target-url is "argo": give an address with https://'],
    ["a script for an address", { "target-url": "javascript:alert(1)" }, "give an address with https://"],
    ["no context", { context: "" }, "Input context is empty: give the context of the status"],
    [
      "no token",
      { token: "" },
      "Input token is empty: give a token with statuses: write, or app-id and private-key",
    ],
    [
      "another repository without sha",
      { repository: "acme/other" },
      "Input sha is empty: the event push names no commit of acme/other",
    ],
    ["a list without entries", { repositories: " , " }, "name at least one repository, as owner/name."],
    [
      "a list and a repository",
      { repositories: "a/b", repository: "a/b" },
      "with repositories, put it in that list.",
    ],
    [
      "a list with a short sha",
      { repositories: "a/b@1a2b" },
      'Input repositories is "1a2b": give all 40 hexadecimal digits of the commit',
    ],
    [
      "a bad PEM",
      { "app-id": "1", "private-key": "hunter2" },
      "Input private-key cannot be used: it has no PEM block.",
    ],
  ])("%s", async (_name, inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
