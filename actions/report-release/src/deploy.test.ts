import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../../../lib/github/testing/answering.ts";
import { provedByRecord } from "../../../lib/releases/rules/proved-source.ts";
import { deploy } from "./deploy.ts";
import { sourcedDispatch } from "./dispatch.ts";

const SHA = "a".repeat(40);
const source = {
  repository: "acme/my-app",
  repository_id: 7,
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 1,
  run_attempt: 1,
};
const proved = provedByRecord({ source })!;
const created: Answer = { status: 201, json: { id: 3, node_id: "D3", sha: SHA } };
const said: Answer = { status: 201, json: {} };
const listed = (...ids: readonly string[]): Answer => ({
  json: ids.map((creation_id, id) => ({ id, node_id: `D${id}`, sha: SHA, payload: { creation_id } })),
});

async function deployed(answers: readonly Answer[], isRepeated: boolean) {
  const { repository, asked } = answering(answers);
  const url = "https://github.com/acme/releases/commit/1";
  await deploy(repository, {
    source: proved,
    channel: "prod",
    dispatchId: "d1",
    description: "api: 1",
    commitUrl: url,
    isRepeated,
  });
  return asked;
}

describe("a deployment to a channel", () => {
  test("is made of the source's commit, by the dispatch's id, and is in progress from then on", async () => {
    const asked = await deployed([created, said], false);
    expect(asked.map(({ body }) => body)).toMatchObject([
      { ref: SHA, environment: "prod", description: "api: 1", payload: { creation_id: "d1" } },
      { state: "in_progress", log_url: "https://github.com/acme/releases/commit/1", auto_inactive: true },
    ]);
  });

  test("is not made again where an earlier attempt has made it, and made where it has not", async () => {
    expect(await deployed([listed("d0", "d1")], true)).toHaveLength(1);
    expect(await deployed([listed("d0", "d10"), created, said], true)).toHaveLength(3);
  });
});

test("a dispatch has a source where a build has sent it, and says so", () => {
  const run = (event: object) =>
    sourcedDispatch({
      repository: "acme/releases",
      eventName: "repository_dispatch",
      event: { ...event },
      sha: SHA,
      ref: "refs/heads/main",
      headRef: "",
      id: 1,
      attempt: 1,
      actor: "octocat",
      serverUrl: "https://github.com",
    });
  const id = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
  const releases = [{ container: "api", channel: "prod", image: "ghcr.io/acme/api:1" }];
  const { repository_id: _id, ...claimed } = source;
  const payload = { version: 1, dispatch_id: id, releases, source: claimed };
  expect(run({ client_payload: payload })).toMatchObject({ id, releases, source: claimed });
  const { source: _source, ...byHand } = payload;
  expect(run({ client_payload: byHand })).toBeUndefined();
  expect(run({ client_payload: { ...payload, releases: [] } })).toBeUndefined();
  expect(run({})).toBeUndefined();
});
