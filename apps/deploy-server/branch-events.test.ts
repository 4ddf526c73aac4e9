import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send } from "@release-channels/sandbox";
import { findHead } from "../../lib/store/branches.ts";
import { buildsOf } from "../../lib/store/builds.ts";
import { previewsOf } from "../../lib/store/previews.ts";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { textAt } from "./narrow.ts";
import { about, eventOf, eventsOf, tell } from "./testing/deliveries.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import type { Event } from "./testing/replay.ts";
import { startSyncWorld, type SyncWorld } from "./testing/sync-world.ts";

const APP = "acme/app";
const CONFIG = `version: 1
name: app
artifact: { repository: ${APP}, container: app, image: "ghcr.io/acme/app:{branch}-{short-sha}" }
channels:
  dev: { track: main, previews: true }
`;
const SERVER = `version: 1
clusters:
  dev: { engine: argo-cd, url: "http://127.0.0.1:9", token: env:CLUSTER_NO_TOKEN, project: payments }
targets:
  app/dev:
    - { cluster: dev, application: app-dev, file: apps/app/values.yaml, field: image.tag }
`;
const POLICY = { version: 1, containers: { app: { repository: { name: APP }, image: "ghcr.io/acme/app" } } };

let world: SyncWorld;
let id: number;
/** Of main, which is built. */
let main: string;
beforeAll(async () => {
  world = await startSyncWorld(await emptyStore(), {
    "db/server.yaml": SERVER,
    "db/policy.json": JSON.stringify(POLICY),
    "apps/app/values.yaml": "image:\n  tag: v1\n",
  });
  const { github } = world;
  ({ id } = await github.createRepository(APP, { private: true, files: { ".deploy/app.yaml": CONFIG } }));
  main = (await github.tip(APP)) ?? "";
  for (const branch of ["feature/x", "feature/y"])
    await moveBranch(github, { repository: APP, branch, sha: main });
  github.failWebhooks({ lose: Number.MAX_SAFE_INTEGER });
  github.releaseWebhooks();
  await github.webhooksSettled();
  await world.sync();
});
afterAll(() => world.stop());
beforeEach(() => world.github.forgetRequests());

const headOf = (branch: string) => findHead(world.store.db, { repositoryId: id, branch });
const shownBranches = async () => (await target()).previews.map(({ branch }: { branch: string }) => branch);

/** The target as the API shows it. */
async function target() {
  const token = world.github.createToken({
    actor: "alice",
    kind: "pat",
    repositories: ["acme/releases", APP],
    permissions: { metadata: "read" },
  });
  const { json } = await send(`${world.url}/v1/targets?config=app&channel=dev`, { token });
  return json.targets[0];
}

/** How often GitHub was asked for a branch of the app. */
const looks = (): number =>
  world.github.requests.filter(({ path }) => path.includes(`${APP}/git/ref/`)).length;

describe("delete", () => {
  test("a tag that is called as a branch leaves the branch", async () => {
    await tell(world, [eventOf("delete", { ref: "feature/x", ref_type: "tag", ...about(world, APP) })]);
    expect(await headOf("feature/x")).toBe(main);
    expect(looks()).toBe(0);
  });

  test("a branch is gone with its preview; its neighbour stays, and a late event of its life brings it back no more", async () => {
    const late = pullRequest("synchronize", { branch: "feature/x", sha: main });
    await moveBranch(world.github, { repository: APP, branch: "feature/x" });
    await tell(world, [
      eventOf("delete", { ref: "feature/x", ref_type: "branch", ...about(world, APP) }),
      late,
    ]);
    expect(await headOf("feature/x")).toBeUndefined();
    expect(await headOf("feature/y")).toBe(main);
    expect((await previewsOf(world.store.db, ["app"])).map(({ branch }) => branch)).toEqual(["feature/y"]);
    expect(await shownBranches()).toEqual(["feature/y"]);
  });

  test("an event that says so of a branch that is there is not believed", async () => {
    await tell(world, [eventOf("delete", { ref: "feature/y", ref_type: "branch", ...about(world, APP) })]);
    expect(await headOf("feature/y")).toBe(main);
    expect(await shownBranches()).toEqual(["feature/y"]);
    expect(looks()).toBe(1);
  });
});

function pullRequest(
  action: string,
  { branch, sha, repositoryId = id }: { branch: string; sha: string; repositoryId?: number },
): Event {
  const head = { ref: branch, sha, repo: { id: repositoryId } };
  return eventOf("pull_request", {
    action,
    number: 7,
    pull_request: { number: 7, head },
    ...about(world, APP),
  });
}

describe("pull_request", () => {
  let first: string;
  let second: string;
  beforeAll(async () => {
    first = await pushFiles(world.github, { repository: APP, branch: "feature/y", files: { "a.md": "1\n" } });
    second = await pushFiles(world.github, {
      repository: APP,
      branch: "feature/y",
      files: { "a.md": "2\n" },
    });
  });

  test("opened and synchronized in the wrong order: the branch has the head that it has", async () => {
    await tell(world, [
      pullRequest("synchronize", { branch: "feature/y", sha: second }),
      pullRequest("opened", { branch: "feature/y", sha: first }),
    ]);
    expect(await headOf("feature/y")).toBe(second);
    expect((await target()).previews).toMatchObject([{ branch: "feature/y", sha: second }]);
  });

  test("of a fork, with a branch of the same name: nothing", async () => {
    await tell(world, [pullRequest("opened", { branch: "feature/y", sha: first, repositoryId: id + 1000 })]);
    expect(await headOf("feature/y")).toBe(second);
    expect(looks()).toBe(0);
  });

  test("closed: the branch stays with its preview until it is deleted", async () => {
    await tell(world, [pullRequest("closed", { branch: "feature/y", sha: second })]);
    expect(await headOf("feature/y")).toBe(second);
    expect(await shownBranches()).toEqual(["feature/y"]);
    expect(looks()).toBe(0);
  });
});

describe("a build", () => {
  const builds = async (sha: string) =>
    (await buildsOf(world.store.db, id, sha)).map(({ source, name, state, conclusion = "" }) =>
      `${source} ${name} ${state} ${conclusion}`.trim(),
    );

  test("by commit statuses: the newest of a context counts, whichever comes last", async () => {
    const token = world.github.createToken({
      actor: "ci",
      kind: "pat",
      repositories: [APP],
      permissions: { statuses: "write" },
    });
    const events = await eventsOf(world, ["status"], async () => {
      for (const [context, state] of [
        ["ci", "pending"],
        ["ci", "failure"],
        ["ci", "success"],
        ["lint", "success"],
      ]) {
        const body = { context, state };
        await send(`${world.github.apiUrl}/repos/${APP}/statuses/${main}`, { method: "POST", token, body });
      }
    });
    expect(events).toHaveLength(4);
    await tell(world, events.toReversed());
    expect((await builds(main)).toSorted()).toEqual([
      "status ci completed failure",
      "status ci completed success",
      "status ci running",
      "status lint completed success",
    ]);
    expect((await target()).build).toMatchObject({ branch: "main", sha: main, state: "green" });
  });

  test("by check suites: one that was run again counts as it ended last, whichever event comes last", async () => {
    const suite = (conclusion: string, at: string, more: object = {}) =>
      eventOf("check_suite", {
        action: "completed",
        check_suite: {
          id: 500,
          head_sha: main,
          head_branch: "main",
          status: "completed",
          conclusion,
          updated_at: at,
          app: { slug: "buildbot" },
          ...more,
        },
        ...about(world, APP),
      });
    await tell(world, [
      suite("failure", "2026-11-29T14:20:00Z"),
      suite("success", "2026-11-29T14:10:00Z"),
      // Its runs tell more, and a fork's suite has no branch.
      suite("failure", "2026-11-29T14:30:00Z", { id: 501, app: { slug: "github-actions" } }),
    ]);
    expect((await builds(main)).filter((one) => one.startsWith("suite ")).toSorted()).toEqual([
      "suite buildbot completed failure",
      "suite buildbot completed success",
    ]);
    expect((await target()).build).toMatchObject({ state: "red", says: "buildbot: failure" });
    await tell(world, [suite("success", "2026-11-29T14:40:00Z")]);
    expect((await target()).build).toMatchObject({ state: "green" });
  });
});

describe("push", () => {
  const at = { repository: APP, branch: "feature/z" };

  test("of which one is lost: whichever of the others comes last, the branch has no head that it had before", async () => {
    const [created, first, , third, ...none] = await eventsOf(world, ["push"], async () => {
      await moveBranch(world.github, { ...at, sha: main });
      for (const text of ["1", "2", "3"]) await pushFiles(world.github, { ...at, files: { z: text } });
    });
    if (created === undefined || first === undefined || third === undefined)
      throw new Error("nothing was told");
    expect(none).toEqual([]);
    const tip = textAt(third.request.payload, "after");
    // What does not begin at the known head is no news of it: GitHub is asked.
    for (const [event, asks] of [
      [third, 1],
      [first, 1],
      [created, 1],
      [third, 0],
    ] as const) {
      world.github.forgetRequests();
      await tell(world, [event]);
      expect(await headOf(at.branch)).toBe(tip);
      expect([event.request.payload["after"], Math.min(looks(), 1)]).toEqual([
        event.request.payload["after"],
        asks,
      ]);
    }
  });
});
