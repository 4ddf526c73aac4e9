import { beforeEach, describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  build,
  commitByHand,
  create,
  git,
  github,
  head,
  history,
  IMAGE,
  message,
  operations,
  push,
  READ,
  recordOf,
  records,
  refused,
  released,
  releases,
  run,
  sourceOf,
  type Fields,
} from "./testing.ts";

describe("after three releases", () => {
  beforeEach(async () => {
    await create();
    for (const runId of [1, 2, 3]) await released(runId);
  });

  test("the former one comes back and is pinned, in four requests, and the history is told", async () => {
    const former = JSON.parse(await git("show", "main~1:db/db.json")).releases[0] as Fields;
    const result = await run({ reason: "incident 42" }, { actor: "alice" });
    expect(result.annotations).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual([...READ, "graphql:CommitOnBranch"]);
    const id = result.outputs["dispatch-id"];
    const at = recordOf()!["released_at"];
    expect(recordOf()).toEqual({
      ...former,
      released_at: at,
      released_by: "alice",
      dispatch_id: id,
      newest_builds: [{ repository: "acme/my-app", run_id: 3, run_attempt: 1 }],
      pinned: { by: "alice", at, reason: "incident 42" },
    });
    expect(message()).toBe(
      [
        "release(my-app): prod → v2 (rolled back)",
        "",
        `my-app prod: ${IMAGE}:v3 → ${IMAGE}:v2`,
        "",
        `Dispatch-Id: ${id}`,
        `Source: acme/my-app@${"2".repeat(40)}`,
        `Source-Run: ${github.url}/acme/my-app/actions/runs/2`,
        "Rolled-Back: true",
        "Reason: incident 42",
        "Released-By: alice",
        `Run: ${github.url}/${releases.fullName}/actions/runs/1`,
      ].join("\n"),
    );
    expect(result.outputs).toMatchObject({ changed: "true", "commit-sha": head() });
    const commits = (await git("rev-list", "main")).split("\n");
    expect(JSON.parse(result.outputs["history"]!)).toEqual(
      [3, 2, 1].map((runId) => ({
        container: "my-app",
        channel: "prod",
        image: `${IMAGE}:v${runId}`,
        digest: null,
        source_sha: String(runId).repeat(40),
        released_at: expect.stringMatching(/^2\d{3}-/),
        released_by: "octocat",
        commit: commits[4 - runId],
        commit_url: expect.stringContaining("/commit/"),
      })),
    );
    expect(result.summary).toContain("Earlier releases");
    expect(result.summary).toContain("builds are held in prod until you run this with unpin");
  });

  test("the next build is held, until it is unpinned and dispatched again", async () => {
    await run();
    const held = await build(4);
    expect(outcomes(held)).toEqual(["held"]);
    expect(held.annotations[0]?.message).toMatch(
      /held, the record was pinned by octocat on 2\d{3}-[0-9T:-]+Z: rolled back from v3/,
    );
    expect(held.summary).toContain("run rollback-release with unpin");
    const unpinned = await run({ unpin: "true", reason: "fixed in v4" });
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(outcomes(unpinned)).toEqual(["applied"]);
    expect(unpinned.log).toContain("applied, it was pinned by octocat: rolled back from v3");
    expect(unpinned.summary).toContain("run the newest one's dispatch again");
    expect(message()).toMatch(/^release\(my-app\): prod → v2 \(unpinned\)\n/);
    expect(recordOf()).not.toHaveProperty("pinned");
    expect(outcomes(await run({ unpin: "true" }))).toEqual(["unchanged"]);
    expect(outcomes(await build(4))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v4` });
  });

  test("a pin with an end says when, and other ends are refused", async () => {
    const before = Date.now();
    const pinned = await run({ "pin-until": "8h", reason: "night" });
    const { pinned: pin } = recordOf() as { pinned: { at: string; until: string } };
    expect(Date.parse(pin.until) - Date.parse(pin.at)).toBe(8 * 3_600_000);
    expect(Date.parse(pin.until)).toBeGreaterThan(before + 7 * 3_600_000);
    expect(pinned.summary).toContain(
      `builds are held in prod until ${pin.until}, or until you run this with unpin`,
    );
    const held = await build(4);
    expect(outcomes(held)).toEqual(["held"]);
    expect(held.annotations[0]?.message).toContain(`on ${pin.at} until ${pin.until}: night`);
    for (const [inputs, message] of [
      [{ "pin-until": "soon" }, 'Input pin-until is "soon": use a duration such as 90m, 8h or 3d'],
      [{ "pin-until": "2026-02-30T00:00:00Z" }, "use a duration such as 90m, 8h or 3d, or a time in UTC"],
      [{ "pin-until": "2020-01-01T00:00:00Z" }, "it is in the past: use a time in the future."],
      [{ "pin-until": "8h", unpin: "true" }, "it needs a pin"],
    ] as const) {
      const refused = await run(inputs);
      expect([refused.exitCode, refused.annotations[0]?.message]).toEqual([
        1,
        expect.stringContaining(message),
      ]);
    }
  });

  test("without a pin, the build that was undone stays out, and the next one comes in", async () => {
    await run({ pin: "false" });
    expect(recordOf()).not.toHaveProperty("pinned");
    expect(outcomes(await build(3))).toEqual(["superseded"]);
    expect(outcomes(await build(4))).toEqual(["applied"]);
  });

  test("going back again goes further back", async () => {
    await run();
    const second = await run();
    expect(outcomes(second)).toEqual(["held"]);
    expect(second.annotations).toMatchObject([
      {
        level: "warning",
        message: expect.stringMatching(/pinned by octocat on [0-9T:-]+Z: rolled back from v3/),
      },
    ]);
    expect(second.summary).toContain("run the workflow by hand with force");
    const forced = await run({ force: "true", reason: "v2 is no better, until /deploy resume" });
    expect(outcomes(forced)).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({
      image: `${IMAGE}:v1`,
      pinned: { reason: "v2 is no better, until /deploy resume", until_resume: false },
    });
    expect(message()).toContain("\nForced: true");
    const third = await run({ force: "true" });
    refused(
      third,
      "my-app has no earlier release in prod, as far as db/db.json shows in its 6 commits: it ran",
    );
  });

  test("an image that ran there comes back, also a newer one", async () => {
    await run({ to: `${IMAGE}:v1`, pin: "false" });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1`, source: sourceOf(1) });
    await run({ to: `${IMAGE}:v3`, pin: "false" });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v3`, source: sourceOf(3) });
    expect(recordOf()).not.toHaveProperty("newest_builds");
  });

  test("what runs already is pinned as it is", async () => {
    const result = await run({ to: `${IMAGE}:v3`, reason: "stay" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({
      image: `${IMAGE}:v3`,
      dispatch_id: expect.stringMatching(/0003$/),
      pinned: { reason: "stay" },
    });
    expect(message()).toMatch(/^release\(my-app\): prod → v3 \(pinned\)\n/);
    expect(outcomes(await run({ to: `${IMAGE}:v3`, pin: "false" }))).toEqual(["unchanged"]);
  });

  test("a commit brings back what ran then, of all containers", async () => {
    await released(5, "api");
    const then = head();
    await released(6, "api");
    await released(7);
    await released(8, "web");
    const result = await run({ containers: "*", to: then.slice(0, 10) });
    expect(result.annotations).toEqual([]);
    expect(operations()).toEqual([
      "graphql:ReadBranch",
      "graphql:FileAt",
      "graphql:FileHistory",
      "graphql:CommitOnBranch",
    ]);
    expect(records().map(({ image, pinned }) => [image, pinned !== undefined])).toEqual([
      ["ghcr.io/acme/api:v5", true],
      [`${IMAGE}:v3`, true],
      ["ghcr.io/acme/web:v8", false],
    ]);
    expect(message()).toMatch(/^release\(api, my-app\): prod → 2 images \(rolled back\)\n/);
    expect(recordOf("api")!["pinned"]).toMatchObject({ reason: "rolled back" });
  });

  test("of all containers, one that the policy does not list is left out with a warning, and the others come back", async () => {
    await create({
      "db/policy.json": JSON.stringify({
        version: 1,
        allow_unlisted: false,
        containers: { api: {}, "my-app": {} },
      }),
    });
    for (const [index, container] of ["api", "my-app", "my-app-web"].entries())
      await released(index + 1, container);
    const then = head();
    for (const [index, container] of ["api", "my-app", "my-app-web"].entries())
      await released(index + 5, container);
    const result = await run({ containers: "*", to: then });
    const message =
      "* leaves out my-app-web, which is not listed in the policy: add it to containers in db/policy.json, or retire it";
    expect([result.exitCode, outcomes(result)]).toEqual([0, ["applied", "applied"]]);
    expect(result.annotations).toEqual([{ level: "warning", title: "Left out", message }]);
    expect(result.summary).toContain(message);
    expect(records().map(({ image, pinned }) => [image, pinned !== undefined])).toEqual([
      ["ghcr.io/acme/api:v1", true],
      ["ghcr.io/acme/my-app:v2", true],
      ["ghcr.io/acme/my-app-web:v7", false],
    ]);
  });

  test("a commit that changed other files will do", async () => {
    const then = await commitByHand({ "README.md": "# Releases\n" }, "Say more");
    await push(then);
    await released(4);
    expect(outcomes(await run({ to: then }))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v3` });
  });

  test("a dry run shows the history and the difference, and writes nothing", async () => {
    const before = head();
    const result = await run({ "dry-run": "true" });
    expect(history(result)).toEqual(["v3", "v2", "v1"]);
    expect(result.log).toContain(`+      "image": "${IMAGE}:v2",`);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(operations()).toEqual(READ);
    expect(head()).toBe(before);
  });
});
