import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { hasCommitStatus, setCommitStatus, type CommitStatus } from "./commit-status.ts";

const SHA = "a".repeat(40);
const STATUS: CommitStatus = {
  sha: SHA,
  state: "success",
  context: "release/Prod",
  description: "Released",
  targetUrl: "https://github.com/acme/releases/actions/runs/1",
};

test("a status says all of itself, in one line that GitHub takes, and no address where it has none", async () => {
  const { repository, asked } = answering([
    { status: 201, json: {} },
    { status: 201, json: {} },
  ]);
  await setCommitStatus(repository, STATUS);
  await setCommitStatus(repository, { ...STATUS, description: "It\nworks", targetUrl: undefined });
  const { state, context, description, targetUrl: target_url } = STATUS;
  const path = `/repos/acme/my-app/statuses/${SHA}`;
  expect(asked).toEqual([
    { method: "POST", path, body: { state, context, description, target_url } },
    { method: "POST", path, body: { state, context, description: "It works" } },
  ]);
});

test.each([
  [422, "No commit found for SHA: aaa", "no-such-commit"],
  [422, "This SHA and context has reached the maximum number of statuses.", "too-many-statuses"],
  [422, "Validation Failed", "refused"],
  [404, "No commit found for SHA: aaa", "not-found"],
])("GitHub's %i, %s, means %s", async (status, message, code) => {
  const { repository } = answering([{ status, json: { message } }]);
  await expect(setCommitStatus(repository, STATUS)).rejects.toMatchObject({ failure: { code } });
});

const SAID = {
  state: "success",
  context: "release/prod",
  description: "Released",
  target_url: STATUS.targetUrl,
};
test.each<[string, object, Partial<CommitStatus>, boolean]>([
  ["is the same, but for the case of its context", {}, {}, true],
  ["has another state", { state: "pending" }, {}, false],
  ["has another context", { context: "release/prod-eu" }, {}, false],
  ["has another description", { description: "Released again" }, {}, false],
  ["has another address", { target_url: "https://github.com/acme/releases/actions/runs/2" }, {}, false],
  ["has an address, where this has none", {}, { targetUrl: undefined }, false],
  [
    "has none of either, like this",
    { target_url: null, description: null },
    { targetUrl: undefined, description: "" },
    true,
  ],
  ["has no description", { description: null }, {}, false],
])("a commit whose status %s has it already: %#", async (_what, said, wanted, has) => {
  const other = { ...SAID, context: "ci", state: "failure" };
  const { repository, asked } = answering([{ json: { statuses: [other, { ...SAID, ...said }] } }]);
  expect(await hasCommitStatus(repository, { ...STATUS, ...wanted })).toBe(has);
  expect(asked.map(({ path }) => path)).toEqual([`/repos/acme/my-app/commits/${SHA}/status?per_page=100`]);
});

test("what cannot be read is not there", async () => {
  const { repository } = answering([{ status: 403, json: { message: "Forbidden" } }]);
  expect(await hasCommitStatus(repository, STATUS)).toBe(false);
});
