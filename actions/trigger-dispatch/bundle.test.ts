import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { startGitHub } from "../../sandbox/github/index.ts";
import type { GitHub, WorkflowEvent } from "../../sandbox/github/model.ts";
import { runStep, type Step, type StepResult } from "../../sandbox/step/run-step.ts";

const SHA = "1a2b3c4d".repeat(5);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let github: GitHub;
let directory: string;
let token: string;
const events: WorkflowEvent[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "trigger-dispatch-"));
  github = await startGitHub({ directory });
  await github.createRepository("acme/releases", { private: true, files: { "README.md": "# Releases\n" } });
  await github.createRepository("acme/my-app", { private: true });
  token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/releases"],
    permissions: { contents: "write", metadata: "read" },
  });
  github.onEvent((event) => events.push(event));
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

afterEach(() => {
  events.length = 0;
  github.clearFaults();
  github.forgetRequests();
});

const run = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({
    action: "actions/trigger-dispatch",
    github,
    repository: "acme/my-app",
    sha: SHA,
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    runId: 42,
    ...step,
    inputs: { repository: "acme/releases", token, ...inputs },
  });

const ONE = { container: "my-app", image: "ghcr.io/acme/my-app:{branch}-{short-sha}" };
const payloads = () => events.map(({ payload }) => payload["client_payload"] as Record<string, unknown>);

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

  test.each([
    ["{sha}", "refs/heads/main", `app:${SHA}`],
    ["{short-sha}", "refs/heads/main", "app:1a2b3c4"],
    ["{ref-name}", "refs/tags/release/v1+2", "app:release-v1-2"],
    ["{branch}", "refs/heads/feature/über", "app:feature-ber"],
    ["{branch}", "refs/heads/.hidden", "app:hidden"],
    ["{branch}-{sha}", `refs/heads/${"long".repeat(50)}`, `app:${"long".repeat(20)}-${SHA}`],
    ["{repository-name}", "refs/heads/main", "app:my-app"],
  ])("whose image holds %s, from %s, is %s", async (placeholder, ref, image) => {
    await run({ container: "my-app", image: `app:${placeholder}`, "release-channel": "dev" }, { ref });
    expect(payloads()).toMatchObject([{ releases: [{ image }] }]);
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

  test("of a repository with capitals is named in lower case", async () => {
    const image = "ghcr.io/{repository}:{short-sha}";
    const { outputs } = await run({ container: "{repository-name}", image }, { repository: "Acme/My-App" });
    expect(JSON.parse(outputs["payload"]!)).toMatchObject({
      releases: [{ container: "my-app", image: "ghcr.io/acme/my-app:1a2b3c4" }],
    });
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

  test("of several containers goes to release-channel unless the list says otherwise", async () => {
    const releases =
      "[{ container: a, image: 'a:1' }, { container: b, image: 'b:1', channel: dev, digest: '' }]";
    const { outputs } = await run({ releases, "release-channel": "stage" });
    expect(JSON.parse(outputs["payload"]!)).toMatchObject({
      releases: [{ channel: "stage" }, { container: "b", channel: "dev", image: "b:1" }],
    });
  });

  test("is never made by pull_request_target, which may build a fork's code", async () => {
    const { annotations } = await run(ONE, { event: { name: "pull_request_target", payload: {} } });
    expect(annotations).toMatchObject([
      { level: "notice", message: "Nothing is released: pull_request_target may build a fork's code." },
    ]);
    expect(github.requests).toEqual([]);
  });

  test("follows a map of its own, the first pattern that fits", async () => {
    const channels = "release/*: stage\n'**': dev\n";
    await run({ ...ONE, channels }, { ref: "refs/heads/release/v1" });
    await run({ ...ONE, channels: "'*': dev\n7: prod\n" }, { ref: "refs/heads/7" });
    expect(payloads().map(({ releases }) => (releases as { channel: string }[])[0]?.channel)).toEqual([
      "stage",
      "dev",
    ]);
  });

  test("whose ref maps to nothing is a notice and no dispatch", async () => {
    const { exitCode, annotations, outputs, summary } = await run(ONE, { ref: "refs/heads/feature/x" });
    expect(exitCode).toBe(0);
    const message =
      "Nothing is released: refs/heads/feature/x maps to no release channel (channels has main, staging, production, refs/tags/**).";
    expect(annotations).toEqual([{ level: "notice", title: "No dispatch", message }]);
    expect(outputs).toEqual({ "dispatch-id": "", "release-channel": "", payload: "" });
    expect(summary).toContain("No dispatch");
    expect(github.requests).toEqual([]);
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
  const finished = (fields: object) => ({
    name: "workflow_run",
    payload: {
      workflow_run: {
        id: 41,
        run_attempt: 2,
        event: "push",
        conclusion: "success",
        head_sha: "f".repeat(40),
        head_branch: "staging",
        repository: { id: 1 },
        head_repository: { id: 1 },
        ...fields,
      },
    },
  });

  test("releases what was built, not the default branch", async () => {
    await run(ONE, { event: finished({}) });
    expect(payloads()).toMatchObject([
      {
        releases: [{ channel: "stage", image: "ghcr.io/acme/my-app:staging-fffffff" }],
        source: { sha: "f".repeat(40), ref: "refs/heads/staging", run_id: 41, run_attempt: 2 },
      },
    ]);
  });

  test.each([
    ["failed", { conclusion: "failure" }, "the build, run 41, ended with failure"],
    [
      "is of a fork whose branch is called main",
      { head_branch: "main", head_repository: { id: 2 } },
      "the build, run 41, is of a pull request",
    ],
    ["is of a pull request", { event: "pull_request_target" }, "the build, run 41, is of a pull request"],
  ])("releases nothing when the build %s", async (_name, fields, reason) => {
    const { exitCode, annotations } = await run(ONE, { event: finished(fields) });
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({ level: "notice", message: `Nothing is released: ${reason}.` }),
    ]);
    expect(github.requests).toEqual([]);
  });
});

describe("provenance", () => {
  const permitted = { idToken: true };
  const sentToken = () => payloads()[0]?.["provenance"];
  const requests = () => github.requests.map(({ operation }) => operation);
  const advice = "the job may not ask for a token. Add id-token: write to its permissions";

  test.each(["auto", "required"])(
    "%s sends a token that names the run, for this dispatch and this repository",
    async (provenance) => {
      const { exitCode, annotations, outputs, log, summary, masked } = await run(
        { ...ONE, provenance },
        { ...permitted, runAttempt: 2 },
      );
      expect([exitCode, annotations]).toEqual([0, []]);
      expect(requests()).toEqual(["oidc:id-token", "repos/create-dispatch-event"]);
      const provenanceToken = String(sentToken());
      expect(decodeJwt(provenanceToken)).toMatchObject({
        aud: expect.stringMatching(/^acme\/releases#sha256-[A-Za-z0-9_-]{43}$/),
        repository: "acme/my-app",
        sha: SHA,
        ref: "refs/heads/main",
        run_id: "42",
        run_attempt: "2",
      });
      expect(masked).toEqual([token, provenanceToken]);
      const told = log.replaceAll(/^::add-mask::.*$/gm, "") + summary + JSON.stringify(outputs);
      expect(told).not.toContain(provenanceToken);
      expect(JSON.parse(outputs["payload"]!)).not.toHaveProperty("provenance");
    },
  );

  test("auto sends none from a job that may not ask for one, and that is no event", async () => {
    const { exitCode, annotations, log } = await run(ONE);
    expect([exitCode, annotations]).toEqual([0, []]);
    expect(log).toContain(`The dispatch goes without provenance: ${advice}`);
    expect(sentToken()).toBeUndefined();
  });

  test("required fails there, names the permission, and sends nothing", async () => {
    const { exitCode, annotations } = await run({ ...ONE, provenance: "required" });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([
      { level: "error", message: expect.stringContaining(`Input provenance is "required": ${advice}`) },
    ]);
    expect(github.requests).toEqual([]);
  });

  test("off sends none, whatever the job may do", async () => {
    const { annotations } = await run({ ...ONE, provenance: "off" }, permitted);
    expect(annotations).toEqual([]);
    expect(sentToken()).toBeUndefined();
    expect(requests()).toEqual(["repos/create-dispatch-event"]);
  });

  test("is not asked for in a dry run", async () => {
    await run({ ...ONE, "dry-run": "true" }, permitted);
    expect(github.requests).toEqual([]);
  });

  const workflowRun = {
    id: 41,
    run_attempt: 1,
    event: "push",
    conclusion: "success",
    head_sha: "f".repeat(40),
    head_branch: "main",
    repository: { id: 1 },
    head_repository: { id: 1 },
  };
  test("cannot be had for workflow_run: auto says so and goes without, required fails", async () => {
    const reason =
      "a workflow_run is not the run that built, and its token would name another run and commit. Release from the build's own workflow";
    const event = { name: "workflow_run", payload: { workflow_run: workflowRun } };
    const auto = await run(ONE, { ...permitted, event });
    expect(auto.exitCode).toBe(0);
    expect(auto.annotations).toEqual([
      {
        level: "notice",
        title: "No provenance",
        message: expect.stringContaining(`The dispatch goes without provenance: ${reason}`),
      },
    ]);
    expect(sentToken()).toBeUndefined();
    const required = await run({ ...ONE, provenance: "required" }, { ...permitted, event });
    expect(required.exitCode).toBe(1);
    expect(required.annotations[0]?.message).toContain(`Input provenance is "required": ${reason}`);
    expect(events).toHaveLength(1);
  });

  const broken = (status: number, times?: number) =>
    github.inject({
      operation: "oidc:id-token",
      fault: { kind: "status", status },
      ...(times !== undefined && { times }),
    });

  test("is asked for again when GitHub stumbles", async () => {
    broken(503, 2);
    await run({ ...ONE, provenance: "required" }, permitted);
    expect(sentToken()).toEqual(expect.any(String));
  });

  test("that GitHub does not give: auto says so and goes without, required fails", async () => {
    broken(403);
    const auto = await run(ONE, permitted);
    expect(auto.exitCode).toBe(0);
    expect(auto.annotations).toMatchObject([{ level: "notice", title: "No provenance" }]);
    expect(sentToken()).toBeUndefined();
    const required = await run({ ...ONE, provenance: "required" }, permitted);
    expect(required.exitCode).toBe(1);
    expect(required.annotations[0]?.message).toMatch(
      /^Input provenance is "required": GitHub gave no token, because http:.+ answered 403 \(1 attempt\)\.$/,
    );
    expect(events).toHaveLength(1);
  });

  test("counts towards the 64 KB", async () => {
    const list = Array.from({ length: 400 }, (_, i) => ({
      container: `app-${i}`,
      image: `app:${"x".repeat(108)}`,
    }));
    const releases = JSON.stringify(list);
    expect((await run({ releases, provenance: "off" }, permitted)).exitCode).toBe(0);
    const { exitCode, annotations } = await run({ releases }, permitted);
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toMatch(
      /the payload of 400 releases has 6\d{4} bytes, but GitHub takes 65535/,
    );
    expect(events).toHaveLength(1);
  });
});

describe("bad input fails the step, names what is wrong, and sends nothing:", () => {
  const bad = "client_payload: releases[0].";
  test.each<[string, Record<string, string>, string]>([
    ["no container", { image: "app:v1" }, "Input container is empty: give container and image, or releases."],
    [
      "no image",
      { container: "app" },
      "Input image is empty: give an image with a tag, such as ghcr.io/acme/my-app:{sha}.",
    ],
    [
      "an image without a tag",
      { container: "app", image: "ghcr.io/acme/app" },
      `${bad}image is "ghcr.io/acme/app", but it has no tag: write ghcr.io/acme/app:<tag>`,
    ],
    [
      "an illegal tag",
      { container: "app", image: "app:a/b c" },
      `${bad}image is "app:a/b c", but its tag "a/b c" is illegal`,
    ],
    [
      "a tag with a plus",
      { container: "app", image: "app:v1+2" },
      `${bad}image is "app:v1+2", but its tag "v1+2" is illegal`,
    ],
    [
      "an unknown placeholder",
      { container: "app", image: "app:{tag}" },
      'Input image is "app:{tag}": {tag} is not known; {sha}, {short-sha}, {ref-name}, {branch}, {repository}, {repository-name} are.',
    ],
    [
      "a malformed channel",
      { ...ONE, "release-channel": "Dev/1" },
      `${bad}channel is "Dev/1", but must be lower-case letters and digits`,
    ],
    [
      "a container with a slash",
      { ...ONE, container: "acme/app" },
      `${bad}container is "acme/app", but must be lower-case letters and digits`,
    ],
    [
      "a container in upper case",
      { ...ONE, container: "App" },
      `${bad}container is "App", but must be lower-case letters and digits`,
    ],
    ["a broken digest", { ...ONE, digest: "sha256:12" }, `${bad}digest is "sha256:12", but must be sha256:`],
    [
      "a repository that is none",
      { ...ONE, repository: "releases" },
      'Input repository is "releases": owner/name is allowed.',
    ],
    [
      "no token",
      { ...ONE, token: "" },
      "Input token is empty: give a token with contents: write on the release repository, or app-id and private-key",
    ],
    [
      "a dry run of maybe",
      { ...ONE, "dry-run": "maybe" },
      'Input dry-run is "maybe": true or false is allowed.',
    ],
    [
      "releases besides container",
      { ...ONE, releases: "- { container: a, image: b:c }" },
      'Input container is "my-app": with releases, it belongs into the list.',
    ],
    [
      "releases that are no list",
      { releases: "container: a" },
      "a YAML or JSON list of container, image, channel and digest is allowed.",
    ],
    ["releases that are no YAML", { releases: `${"#".repeat(5000)}\n[{` }, "it is not YAML"],
    [
      "a release with an unknown field",
      { releases: "- { container: a, image: b:c, tag: d }" },
      'Input releases[0].tag is "d": no such field; there are container, image, channel, digest.',
    ],
    [
      "a release without image",
      { releases: "- { container: a }" },
      "Input releases[0].image is empty: each entry needs container and image.",
    ],
    [
      "a release twice",
      { releases: "[{ container: a, image: 'b:1' }, { container: a, image: 'b:2' }]" },
      "client_payload: releases[1] repeats a in dev, which is releases[0]",
    ],
    [
      "channels that are no map",
      { ...ONE, channels: "dev" },
      'Input channels is "dev": a YAML map is allowed, such as main: dev.',
    ],
    [
      "more than 64 KB",
      {
        releases: JSON.stringify(
          Array.from({ length: 450 }, (_, i) => ({ container: `app-${i}`, image: `app:${"x".repeat(120)}` })),
        ),
      },
      "but GitHub takes 65535: split the releases into several dispatches",
    ],
    [
      "more than 500 releases",
      {
        releases: JSON.stringify(
          Array.from({ length: 501 }, (_, i) => ({ container: `a${i}`, image: "b:c" })),
        ),
      },
      "releases is a list of 501, but must be a list of 1 to 500 releases",
    ],
  ])("%s", async (_name, inputs, message) => {
    const { exitCode, annotations, outputs, summary } = await run(inputs);
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(outputs).toEqual({ "dispatch-id": "", "release-channel": "", payload: "" });
    expect(summary).toContain("Failed");
    expect(github.requests).toEqual([]);
  });

  test("a branch placeholder for a tag", async () => {
    const { annotations } = await run(ONE, { ref: "refs/tags/v1" });
    expect(annotations[0]?.message).toContain(
      "{branch} has no value for refs/tags/v1: use {ref-name} or {sha}.",
    );
  });
});

describe("GitHub's refusals say what to do:", () => {
  const grant = (permissions: Record<string, "read" | "write">, repositories = ["acme/releases"]) =>
    github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });

  test.each([
    [
      "401",
      () => "ghp_wrong",
      'GitHub answered 401, Bad credentials. The token of input "token" is wrong, expired or revoked: make a new one.',
    ],
    [
      "403",
      () => grant({ contents: "read", metadata: "read" }),
      'GitHub answered 403, Resource not accessible by personal access token. The token of input "token" lacks a permission there: it needs contents: write.',
    ],
    [
      "404",
      () => grant({ contents: "write", metadata: "read" }, []),
      'GitHub answered 404, Not Found. Either acme/releases does not exist, or the token of input "token" may not see it: it needs contents: write there.',
    ],
  ])("%s", async (_status, makeToken, message) => {
    const { exitCode, annotations } = await run({ ...ONE, token: makeToken() });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([
      { level: "error", message: `Could not send a repository_dispatch in acme/releases: ${message}` },
    ]);
    expect(events).toEqual([]);
  });
});

describe("a GitHub that stumbles", () => {
  test("503, then well: one dispatch is recorded", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "status", status: 503 },
      times: 1,
    });
    const { exitCode } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(github.requests.map(({ status }) => status)).toEqual([503, 204]);
    expect(events).toHaveLength(1);
  });

  test("an answer lost after the dispatch: it is sent again under the same id", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "drop", when: "after" },
      times: 1,
    });
    const { exitCode, outputs } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(events).toHaveLength(2);
    expect(new Set(payloads().map((payload) => payload["dispatch_id"]))).toEqual(
      new Set([outputs["dispatch-id"]]),
    );
  });

  test("a secondary limit is waited out, visibly", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "secondary-limit", retryAfterSeconds: 1 },
      times: 1,
    });
    const { exitCode, log } = await run(ONE);
    expect(exitCode).toBe(0);
    expect(log).toMatch(/^Waiting 1\.\d s: GitHub's secondary limit was met\.$/m);
    expect(events).toHaveLength(1);
  });

  test.each([403, 429])("a limit that lasts too long is not asked again: %i", async (status) => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "status", status, message: "Too many requests", headers: { "retry-after": "3600" } },
    });
    const { exitCode, annotations } = await run(ONE);
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)?.message).toContain(String(status));
    expect(
      github.requests.filter(({ operation }) => operation === "repos/create-dispatch-event"),
    ).toHaveLength(1);
  });
});
