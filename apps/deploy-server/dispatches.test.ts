import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send as request, runGit, type TestAnswer } from "@release-channels/sandbox";
import {
  detailOf,
  dispatchOf,
  sendDispatch,
  SHA,
  tokenFor,
  type DispatchBody,
  type TokenOptions,
} from "./testing/keyless.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

const POLICY = {
  version: 1,
  channels: ["qa", "prod"],
  server_only: ["prod"],
  containers: {
    "my-app": { repository: { name: SOURCE }, image: "ghcr.io/acme/my-app" },
    worker: { repository: { name: SOURCE } },
    other: { repository: { name: "acme/charts" } },
    free: {},
  },
};

const SOURCE_30 = {
  repository: SOURCE,
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 30,
  run_attempt: 1,
};

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({ policy: POLICY });
});
afterAll(() => world.stop());

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const send = async (body: DispatchBody): Promise<TestAnswer> =>
  sendDispatch(world, body, await tokenFor(world, body));
const image = (tag: string): object => ({
  releases: [{ container: "my-app", channel: "qa", image: `ghcr.io/acme/my-app:${tag}` }],
});

test("a build releases without any token of the release repository, and hears what became of it", async () => {
  const before = await world.github.tip(RELEASES);
  const body = dispatchOf({
    releases: [
      { container: "my-app", channel: "qa", image: "ghcr.io/acme/my-app:v1" },
      { container: "worker", channel: "qa", image: "ghcr.io/acme/worker:v1" },
    ],
  });
  const answer = await send(body);
  const tip = await world.github.tip(RELEASES);
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    dispatch_id: body.dispatch_id,
    results: ["my-app", "worker"].map((container) => ({
      container,
      channel: "qa",
      outcome: "applied",
      reason: "",
      before: null,
      after: `ghcr.io/acme/${container}:v1`,
    })),
    problems: [],
    notes: [
      expect.stringContaining("containers.other has no release"),
      expect.stringContaining("containers.free has no release"),
    ],
    commit: { sha: tip, url: `${world.github.url}/${RELEASES}/commit/${tip}` },
  });
  expect((await git("rev-parse", "main^")).trim()).toBe(before);
  expect((await git("log", "-1", "--format=%B", "main")).trimEnd().split("\n")).toEqual([
    "release(my-app, worker): qa → v1",
    "",
    "my-app qa: (new) → ghcr.io/acme/my-app:v1",
    "worker qa: (new) → ghcr.io/acme/worker:v1",
    "",
    `Dispatch-Id: ${body.dispatch_id}`,
    `Source: ${SOURCE}@${SHA}`,
    `Source-Run: ${world.github.url}/${SOURCE}/actions/runs/10`,
    `Verified: ${SOURCE} (id ${world.github.repository(SOURCE).id}) refs/heads/main ${SHA} run 10 attempt 1`,
    "Released-By: erin",
  ]);
});

describe("each outcome is told, and nothing but what is applied is written:", () => {
  const outcomeOf = async (
    body: DispatchBody,
    options?: TokenOptions,
  ): Promise<readonly (readonly [string, string])[]> => {
    const { status, json } = await sendDispatch(world, body, await tokenFor(world, body, options));
    expect([status, json.dispatch_id]).toEqual([200, body.dispatch_id]);
    return json.results.map((result: { outcome: string; reason: string }) => [result.outcome, result.reason]);
  };
  const run = (run_id: number): object => ({
    source: { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id, run_attempt: 1 },
  });

  test("applied, unchanged, superseded", async () => {
    const newer = { job: { runId: 20 } };
    expect(await outcomeOf(dispatchOf({ ...image("v2"), ...run(20) }), newer)).toEqual([["applied", ""]]);
    const tip = await world.github.tip(RELEASES);
    expect(await outcomeOf(dispatchOf({ ...image("v2"), ...run(20) }), newer)).toEqual([
      ["unchanged", expect.any(String)],
    ]);
    expect(await outcomeOf(dispatchOf({ ...image("v1"), ...run(19) }), { job: { runId: 19 } })).toEqual([
      ["superseded", expect.stringContaining("run 20")],
    ]);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });

  test("held, where the server's own channel asks somebody first", async () => {
    const releases = ["my-app", "worker"].map((container) => ({
      container,
      channel: "prod",
      image: `ghcr.io/acme/${container}:v2`,
    }));
    const tip = await world.github.tip(RELEASES);
    const held = ["held", "prod is deployed by the server: ask it with /deploy"];
    expect(await outcomeOf(dispatchOf({ releases }))).toEqual([held, held]);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });

  test.each([
    ["of another repository", "other", "other in qa comes from acme/my-app, but belongs to acme/charts"],
    ["of nobody", "free", "set containers.free.repository, with name and id, in db/policy.json"],
    ["that is not listed", "stranger", "set containers.stranger.repository"],
  ])("rejected as a whole, for a container %s", async (_what, container, reason) => {
    const tip = await world.github.tip(RELEASES);
    const releases = ["my-app", container].map((name) => ({
      container: name,
      channel: "qa",
      image: `ghcr.io/acme/${name}:v3`,
    }));
    const body = dispatchOf({ releases });
    const { status, json } = await send(body);
    expect([status, json.commit]).toEqual([200, undefined]);
    expect(json.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["rejected", "rejected"]);
    expect(json.results[1].reason).toContain(reason);
    expect(json.problems).toEqual([expect.stringContaining(reason)]);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });
});

describe("what was sent before", () => {
  test("is answered again, and not written again", async () => {
    const body = dispatchOf({ ...image("v4"), source: { ...SOURCE_30 } });
    const options = { job: { runId: 30 } };
    const first = await sendDispatch(world, body, await tokenFor(world, body, options));
    const tip = await world.github.tip(RELEASES);
    const again = await sendDispatch(world, body, await tokenFor(world, body, options));
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(first.json.commit.sha).toBe(tip);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });

  test("with the very same token is refused", async () => {
    const body = dispatchOf(image("v5"));
    const token = await tokenFor(world, body);
    expect((await sendDispatch(world, body, token)).status).toBe(200);
    const replayed = await sendDispatch(world, body, token);
    expect([replayed.status, detailOf(replayed)]).toEqual([
      409,
      "This token was used before: request a new one for each request.",
    ]);
  });

  test("by another build cannot be taken over by its id", async () => {
    const body = dispatchOf({ ...image("v6"), source: { ...SOURCE_30 } });
    await sendDispatch(world, body, await tokenFor(world, body, { job: { runId: 30 } }));
    const tip = await world.github.tip(RELEASES);
    const theirs = { ...body, source: { ...SOURCE_30, run_id: 31 } };
    const answer = await sendDispatch(world, theirs, await tokenFor(world, theirs, { job: { runId: 31 } }));
    expect([answer.status, detailOf(answer)]).toEqual([
      409,
      `dispatch_id ${body.dispatch_id} is another dispatch's: send a random one, as uuidgen makes it.`,
    ]);
    expect(await world.github.tip(RELEASES)).toBe(tip);
  });
});

test.each([401, 403])(
  "an issuer that answers %i keeps nobody's token from being good later",
  async (status) => {
    const body = dispatchOf({ ...image(`v${status}`), source: { ...SOURCE_30, run_id: status } });
    const options = { job: { runId: status } };
    // Keys that were fetched this long ago are fetched again.
    world.clock.advance(11 * 60_000);
    world.github.inject({ operation: "oidc:jwks", fault: { kind: "status", status }, times: 1 });
    const token = await tokenFor(world, body, options);
    const refused = await sendDispatch(world, body, token);
    expect([refused.status, detailOf(refused)]).toEqual([
      503,
      expect.stringMatching(
        new RegExp(`^Could not verify the provenance, because http.* answered ${status} \\(1 attempt\\)\\.`),
      ),
    ]);
    const again = await sendDispatch(world, body, token);
    expect([again.status, again.json.results[0].outcome]).toEqual([200, "applied"]);
  },
);

describe("what is no dispatch of a build is refused:", () => {
  test.each([
    ["no JSON", "{", 400, "The body is no JSON object: send a dispatch"],
    [
      "the flat form",
      { container: "my-app", release_channel: "qa", image: "app:v1" },
      400,
      "version is undefined",
    ],
    ["no source", dispatchOf({ source: undefined }), 400, "The dispatch has no source"],
    [
      "a token in it",
      dispatchOf({ provenance: "a.b.c" }),
      400,
      "send the token in the header Authorization alone",
    ],
    ["a field of its own", dispatchOf({ force: true }), 400, "force"],
    ["no image", dispatchOf({ releases: [{ container: "my-app", channel: "qa" }] }), 400, "image"],
  ])("%s", async (_what, body, status, says) => {
    const answer = await sendDispatch(world, body, "a.b.c");
    expect([answer.status, detailOf(answer)]).toEqual([status, expect.stringContaining(says)]);
  });

  test.each(["", "Bearer", "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz", "Basic YTpi"])(
    "the header Authorization: %s",
    async (authorization) => {
      const answer = await request(`${world.url}/v1/dispatches`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: dispatchOf(),
      });
      expect([answer.status, detailOf(answer)]).toEqual([
        401,
        expect.stringContaining("There is no OIDC token: send the header Authorization: Bearer <token>"),
      ]);
    },
  );
});
