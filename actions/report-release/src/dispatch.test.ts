import { expect, test } from "@jest/globals";
import { sourcedDispatch } from "./dispatch.ts";

const SHA = "a".repeat(40);
const source = { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 1, run_attempt: 1 };

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
  const payload = { version: 1, dispatch_id: id, releases, source };
  expect(run({ client_payload: payload })).toMatchObject({ id, releases, source });
  const { source: _source, ...byHand } = payload;
  expect(run({ client_payload: byHand })).toBeUndefined();
  expect(run({ client_payload: { ...payload, releases: [] } })).toBeUndefined();
  expect(run({})).toBeUndefined();
});
