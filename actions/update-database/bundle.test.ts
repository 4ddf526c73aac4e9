import { beforeEach, describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  byHand,
  commits,
  create,
  database,
  EMPTY,
  git,
  github,
  head,
  ID,
  IMAGE,
  message,
  operations,
  OTHER_ID,
  payload,
  records,
  releases,
  run,
  SHA,
  source,
} from "./testing.ts";

describe("a dispatch", () => {
  test("is committed, in two requests, and told", async () => {
    const result = await run(payload("main-1a2b3c4"));
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(records()).toEqual([
      {
        container: "my-app",
        channel: "dev",
        image: `${IMAGE}:main-1a2b3c4`,
        source: source(),
        released_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        released_by: "octocat",
        dispatch_id: ID,
      },
    ]);
    const written = head();
    expect(result.outputs).toEqual({
      changed: "true",
      "commit-sha": written,
      "commit-url": `${github.url}/${releases.fullName}/commit/${written}`,
      "dispatch-id": ID,
      provenance: "",
      "released-by": "octocat",
      results: JSON.stringify([
        {
          container: "my-app",
          channel: "dev",
          outcome: "applied",
          reason: "",
          before: null,
          after: `${IMAGE}:main-1a2b3c4`,
        },
      ]),
    });
    expect(message()).toBe(
      [
        "release(my-app): dev → main-1a2b3c4",
        "",
        `my-app dev: (new) → ${IMAGE}:main-1a2b3c4`,
        "",
        `Dispatch-Id: ${ID}`,
        `Source: acme/my-app@${SHA}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/10`,
        "Released-By: octocat",
        `Run: ${github.url}/${releases.fullName}/actions/runs/1`,
      ].join("\n"),
    );
    expect(result.summary).toContain(
      "<td>my-app</td><td>dev</td><td>applied</td><td>none → ghcr.io/acme/my-app:main-1a2b3c4</td>",
    );
    expect(result.masked).toEqual([releases.token]);
    expect(result.annotations).toEqual([]);
  });

  test("changes its own record and no other line", async () => {
    await run(payload("v1"));
    await run(
      payload("v1", {
        dispatch_id: OTHER_ID,
        releases: [{ container: "other", channel: "dev", image: "other:v1" }],
      }),
    );
    await run(payload("v2", { source: source({ run_id: 11 }) }));
    const numstat = await git("diff", "--numstat", "main~1", "main");
    expect(numstat).toMatch(/^[23]\t[23]\tdb\/db\.json$/);
  });

  test("of several containers is one commit", async () => {
    const releases = ["api", "worker", "cron"].map((container) => ({
      container,
      channel: "dev",
      image: `${container}:v1`,
    }));
    const result = await run(payload("", { releases }));
    expect(outcomes(result)).toEqual(["applied", "applied", "applied"]);
    expect(commits()).toBe(2);
    expect(await git("log", "-1", "--format=%s")).toBe("release(api, worker, cron): dev → v1");
  });

  test("repeated is unchanged and no commit", async () => {
    await run(payload("v1"));
    const again = await run(payload("v1"));
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.exitCode).toBe(0);
    expect(again.outputs).toMatchObject({
      changed: "false",
      "commit-sha": "",
      "commit-url": "",
      "dispatch-id": ID,
    });
    expect(commits()).toBe(2);
  });

  test("of an older build is superseded, with a notice", async () => {
    await run(payload("v2"));
    const late = await run(payload("v1", { source: source({ run_id: 9 }), dispatch_id: OTHER_ID }));
    expect(late.exitCode).toBe(0);
    expect(outcomes(late)).toEqual(["superseded"]);
    expect(late.annotations).toEqual([
      {
        level: "notice",
        title: "superseded: my-app in dev",
        message: `my-app in dev: superseded, the newer build acme/my-app run 10 was released here (${IMAGE}:v2 → ${IMAGE}:v1)`,
      },
    ]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("of an older build is written with force, and the commit says so", async () => {
    await run(payload("v2"));
    const late = await run(payload("v1", { source: source({ run_id: 9 }) }), { force: "true" });
    expect(outcomes(late)).toEqual(["applied"]);
    expect(message()).toMatch(/\nForced: true$/m);
  });

  test("that comes twice does not undo the release by hand in between", async () => {
    await run(payload("v10"));
    await byHand({ container: "my-app", "release-channel": "dev", image: "app:rollback" });
    const twice = await run(payload("v10"));
    expect(outcomes(twice)).toEqual(["superseded"]);
    expect(twice.annotations[0]?.message).toContain(
      "this build acme/my-app run 10 was released here before, and another release has replaced it",
    );
    expect(records()[0]).toMatchObject({ image: "app:rollback" });
  });

  test("written by hand is taken too, and its run gives it an id", async () => {
    const first = await run(
      { container: "my-app", release_channel: "dev", image: "app:v1" },
      {},
      { runId: 77 },
    );
    expect(outcomes(first)).toEqual(["applied"]);
    expect(first.outputs["dispatch-id"]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(records()[0]).toMatchObject({ image: "app:v1", dispatch_id: first.outputs["dispatch-id"] });
  });

  test("is only shown in a dry run", async () => {
    const result = await run(payload("v1"), { "dry-run": "true" });
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain(`+      "image": "${IMAGE}:v1",`);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["changed"]).toBe("false");
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(database()).toBe(EMPTY);
  });
});

describe("a release by hand (workflow_dispatch, workflow_call)", () => {
  test("comes from the inputs", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const result = await byHand(
      { container: "my-app", "release-channel": "prod", image: "app:v1", digest },
      { actor: "alice" },
    );
    expect(outcomes(result)).toEqual(["applied"]);
    expect(records()).toMatchObject([{ channel: "prod", image: "app:v1", digest, released_by: "alice" }]);
  });

  test("lacking a part says which", async () => {
    const result = await byHand({ container: "my-app", image: "app:v1" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: "inputs: it lacks release-channel" },
    ]);
  });

  test("with neither inputs nor payload says so", async () => {
    const result = await byHand({});
    expect(result.annotations[0]?.message).toBe(
      "Input container is empty: the event has no client_payload: set container, release-channel and image.",
    );
  });
});

describe("a pinned record", () => {
  const pinned = JSON.stringify({
    version: 1,
    releases: [
      {
        container: "my-app",
        channel: "dev",
        image: `${IMAGE}:v1`,
        released_at: "2026-11-20T00:00:00Z",
        released_by: "bob",
        dispatch_id: OTHER_ID,
        pinned: { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" },
      },
    ],
  });
  beforeEach(() => create(pinned));

  test("holds a release, with a warning", async () => {
    const result = await run(payload("v2"));
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(result.annotations).toMatchObject([
      {
        level: "warning",
        message: expect.stringContaining(
          "held, the record was pinned by alice on 2026-11-20T00:00:00Z: incident 42",
        ),
      },
    ]);
    expect(database()).toBe(pinned);
  });

  test("fails the step with fail-on-held", async () => {
    const result = await run(payload("v2"), { "fail-on-held": "true" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: "error" }]);
    expect(outcomes(result)).toEqual(["held"]);
  });

  test("cannot give orders to the runner by its reason", async () => {
    await create(
      pinned.replace("incident 42", "x\\n::error title=Injected::hello ##[set-output name=changed]x"),
    );
    const { annotations, log } = await run(payload("v2"), { force: "true" });
    expect(annotations).toEqual([]);
    expect(log).toContain("hello");
    expect(log).not.toContain("##[");
  });

  test("gives way to force, and stays pinned", async () => {
    expect(outcomes(await run(payload("v2"), { force: "true" }))).toEqual(["applied"]);
    expect(records()[0]).toMatchObject({ image: `${IMAGE}:v2`, pinned: { by: "alice" } });
  });
});
