import { describe, expect, test } from "@jest/globals";
import { finishedBuild, OF_A_FORK } from "./finished-build-testing.ts";
import { events, github, ONE, payloads, run, SHA, token } from "./testing.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("a build's release", () => {
  test("is dispatched in one request", async () => {
    const { exitCode, outputs, summary, masked } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(github.requests.map(({ operation, status }) => [operation, status])).toEqual([
      ["repos/create-dispatch-event", 204],
    ]);
    expect(events).toMatchObject([
      { name: "repository_dispatch", payload: { action: "update-release-channel" } },
    ]);
    expect(payloads()).toEqual([
      {
        version: 1,
        dispatch_id: expect.stringMatching(UUID),
        releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:main-1a2b3c4" }],
        source: { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 42, run_attempt: 1 },
      },
    ]);
    expect(JSON.parse(outputs["payload"]!)).toEqual(payloads()[0]);
    expect(outputs).toMatchObject({ "dispatch-id": payloads()[0]!["dispatch_id"], "release-channel": "dev" });
    expect(summary).toContain("<td>ghcr.io/acme/my-app:main-1a2b3c4</td>");
    expect(masked).toEqual([token]);
  });

  test.each([
    ["refs/heads/main", "dev"],
    ["refs/heads/staging", "stage"],
    ["refs/heads/production", "prod"],
    ["refs/tags/v1.2.3", "prod"],
    ["refs/tags/app/v1", "prod"],
  ])("from %s goes to %s", async (ref, channel) => {
    const { outputs } = await run({ container: "my-app", image: "app:{ref-name}" }, { ref });
    expect(outputs["release-channel"]).toBe(channel);
  });

  test("whose branch is too long for a tag says what it leaves out, and never leaves out the sha", async () => {
    const branch = `feature/${"x".repeat(100)}`;
    const releases = JSON.stringify([
      { container: "api", image: "app-api:{branch}-{sha}" },
      { container: "worker", image: "app-worker:{branch}" },
    ]);
    const { annotations, summary } = await run(
      { releases, "release-channel": "dev", provenance: "off" },
      { ref: `refs/heads/${branch}` },
    );
    const image = `app-api:feature-${"x".repeat(79)}-${SHA}`;
    expect(payloads()).toMatchObject([
      { releases: [{ image }, { image: `app-worker:feature-${"x".repeat(100)}` }] },
    ]);
    const message = `${branch} (108 characters) is too long for a tag of at most 128, so the tag contains its first 87. Push the image as ${image}`;
    expect(annotations).toMatchObject([{ level: "warning", title: "Shortened", message }]);
    expect(summary).toContain(message);
  });

  test("of several containers travels in one dispatch, in YAML as in JSON", async () => {
    const list = [
      { container: "api", image: "app-api:{short-sha}", digest: `sha256:${"a".repeat(64)}` },
      { container: "worker", image: "app-worker:1.10", channel: "stage" },
    ];
    const yaml =
      "- container: api\n  image: app-api:{short-sha}\n  digest: sha256:" +
      "a".repeat(64) +
      "\n- { container: worker, image: app-worker:1.10, channel: stage }\n";
    for (const releases of [JSON.stringify(list), yaml]) {
      const { outputs } = await run({ releases });
      expect(outputs["release-channel"]).toBe("dev,stage");
    }
    const releases = [
      { container: "api", channel: "dev", image: "app-api:1a2b3c4", digest: `sha256:${"a".repeat(64)}` },
      { container: "worker", channel: "stage", image: "app-worker:1.10" },
    ];
    expect(payloads()).toEqual([
      expect.objectContaining({ releases }),
      expect.objectContaining({ releases }),
    ]);
  });

  test("of a pull request goes where it is told, under its branch's name", async () => {
    const step = { ref: "refs/pull/7/merge", env: { GITHUB_HEAD_REF: "feature/x" } };
    const { outputs } = await run(
      { container: "app", image: "app:{branch}", "release-channel": "preview" },
      step,
    );
    expect(JSON.parse(outputs["payload"]!)).toMatchObject({
      releases: [{ channel: "preview", image: "app:feature-x" }],
      source: { ref: "refs/pull/7/merge" },
    });
  });

  test("is never made by pull_request_target, which may build a fork's code", async () => {
    const { annotations } = await run(ONE, { event: { name: "pull_request_target", payload: {} } });
    expect(annotations).toMatchObject([
      { level: "notice", message: "Nothing is released: pull_request_target may build a fork's code." },
    ]);
    expect(github.requests).toEqual([]);
  });

  test("with a pattern that no ref can match warns of it, and of no other", async () => {
    const channels = "refs/head/main: prod\nmain: dev\nrefs/tags/v*: prod";
    const { exitCode, annotations, summary, outputs } = await run({ ...ONE, channels });
    const message =
      "The input channels maps refs/head/main to prod, but no branch and no tag can match refs/head/main. Write a branch such as release/*, or refs/tags/v*.";
    expect([exitCode, outputs["release-channel"]]).toEqual([0, "dev"]);
    expect(annotations).toMatchObject([{ level: "warning", title: "Matches nothing", message }]);
    expect(summary).toContain(message);
  });

  test("whose ref maps to nothing is a notice and no dispatch", async () => {
    const { exitCode, annotations, outputs, summary } = await run(ONE, { ref: "refs/heads/feature/x" });
    expect(exitCode).toBe(0);
    const message =
      "Nothing is released: refs/heads/feature/x matches no pattern in channels (main, staging, production, refs/tags/**). To release it, add it to the input channels or set release-channel.";
    expect(annotations).toEqual([{ level: "notice", title: "No dispatch", message }]);
    expect(outputs).toEqual({
      "commit-sha": "",
      "dispatch-id": "",
      "release-channel": "",
      payload: "",
      results: "",
    });
    expect(summary).toContain("No dispatch");
    expect(github.requests).toEqual([]);
  });

  test("of a branch without a channel needs no token: a fork's or Dependabot's build has none", async () => {
    const { exitCode, annotations } = await run({ ...ONE, token: "" }, { ref: "refs/pull/7/merge" });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([{ level: "notice", title: "No dispatch" }]);
  });

  test("goes to the repository that the action is used from, unless told", async () => {
    const { exitCode } = await run(
      { ...ONE, repository: "" },
      { env: { GITHUB_ACTION_REPOSITORY: "acme/releases" } },
    );
    expect(exitCode).toBe(0);
    expect(events).toMatchObject([{ repository: { fullName: "acme/releases" } }]);
  });

  test("is only shown in a dry run, which needs no token", async () => {
    const { exitCode, log, outputs } = await run({ ...ONE, token: "", "dry-run": "true" });
    expect(exitCode).toBe(0);
    expect(log).toContain("Dry run: nothing was sent to acme/releases.");
    expect(JSON.parse(outputs["payload"]!)).toMatchObject({ version: 1 });
    expect(github.requests).toEqual([]);
  });
});

describe("a workflow that runs after the build (workflow_run)", () => {
  const finished = (fields: object) => ({ name: "workflow_run", payload: finishedBuild(fields) });

  test("releases what was built, not the default branch", async () => {
    await run(ONE, { event: finished({}) });
    expect(payloads()).toMatchObject([
      {
        releases: [{ channel: "stage", image: "ghcr.io/acme/my-app:staging-fffffff" }],
        source: { sha: "f".repeat(40), ref: "refs/heads/staging", run_id: 41, run_attempt: 2 },
      },
    ]);
  });

  test("releases nothing when the build is of a fork, whatever it calls its branch", async () => {
    const { exitCode, annotations } = await run(ONE, { event: finished(OF_A_FORK.fields) });
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({ level: "notice", message: `Nothing is released: ${OF_A_FORK.reason}.` }),
    ]);
    expect(github.requests).toEqual([]);
  });
});
