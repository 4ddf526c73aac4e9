import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { findHead } from "../../lib/store/branches.ts";
import { configsNamed } from "../../lib/store/deploy-configs.ts";
import { outboxFigures } from "../../lib/store/figures.ts";
import { inboxFigures } from "../../lib/store/inbox.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { CHARTS, RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({ placement: "undeploy: { field: replicas, value: 0 }" });
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

const TARGET = { config: "my-app", channel: "prod" };
const configText = (more = ""): string => `version: 1
name: my-app
team: payments
artifact: { repository: ${SOURCE}, container: my-app, image: "${world.registry.host}/acme/my-app:{branch}-{short-sha}" }
channels:
  prod: { track: main, autodeploy: [build, config], initial: auto, previews: true${more} }
`;

/** Resolves when all that was sent has been worked on. */
async function settled(): Promise<void> {
  await world.github.webhooksSettled();
  await eventually(
    async () => {
      const [inbox, outbox] = [await inboxFigures(world.store.db), await outboxFigures(world.store.db)];
      return inbox.waiting + outbox.waiting === 0 ? true : undefined;
    },
    () => "the inbox or the outbox is not empty",
  );
}

const requests = async () =>
  (await listRequests(world.store.db, { target: TARGET, limit: 50 })).map(({ request }) => request);
const ledger = async () =>
  JSON.parse(await runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/db.json"));

/** Resolves when the newest request of the target is this. */
async function newest(says: (request: DeployRequest) => boolean): Promise<void> {
  let last = "none";
  await eventually(
    async () => {
      const [request] = await requests();
      last = JSON.stringify(request);
      return request !== undefined && says(request) ? true : undefined;
    },
    () => `not yet: ${last}`,
  );
}

async function commitAndBuild(text: string) {
  await pushFiles(world.github, { repository: SOURCE, files: { "README.md": `${text}\n` } });
  return world.build();
}

/** Lets the newest request of the target come to its end. */
async function live(image: string): Promise<void> {
  const said = await world.slack.waitFor(
    (message) =>
      wordsOf(message).includes(image.split(":").at(-1) ?? "") &&
      wordsOf(message).includes("healthy, and watched for a while"),
    `the deploy of ${image} says "healthy, and watched for a while"`,
  );
  world.clock.advance(60_000);
  await world.slack.waitFor(
    (message) => message.ts === said.ts && wordsOf(message).includes("live in"),
    'it says "live in"',
  );
}

async function protect(isProtected: boolean): Promise<void> {
  const { gitDir } = world.github.repository(RELEASES);
  const text = await runGit(gitDir, "show", "main:db/server.yaml");
  const changed = text.replace(/protected: \w+/, `protected: ${isProtected}`);
  await pushFiles(world.github, { repository: RELEASES, files: { "db/server.yaml": changed } });
  await settled();
}

test("a config that comes to the default branch is known, and nothing is deployed", async () => {
  await pushFiles(world.github, { repository: SOURCE, files: { ".deploy/my-app.yaml": configText() } });
  const branch = ".deploy/other.yaml";
  await pushFiles(world.github, {
    repository: CHARTS,
    files: { [branch]: "version: 1\nname: oter\nchannels: {}\n" },
  });
  await settled();
  const [config] = await configsNamed(world.store.db, "my-app");
  const head = await world.github.tip(SOURCE);
  expect(config).toMatchObject({
    name: "my-app",
    state: "present",
    configSha: head,
    path: ".deploy/my-app.yaml",
  });
  expect(config?.document).toMatchObject({ team: "payments" });
  const [broken] = await configsNamed(world.store.db, "other");
  expect(broken).toMatchObject({ state: "broken", document: undefined });
  expect(broken?.problems).toContain("channels is {}");
  expect(await requests()).toEqual([]);
});

test("a green build of the tracked branch is deployed by itself, with both commits pinned", async () => {
  await protect(false);
  const built = await commitAndBuild("one");
  // The config is beside the code: the commit that was built has both.
  const configSha = built.sha;
  await live(built.image);
  const [request, ...others] = await requests();
  expect(others).toEqual([]);
  expect(request).toMatchObject({
    kind: "autodeploy",
    state: "succeeded",
    wish: { by: "build", branch: "main", sha: built.sha, configSha, image: built.image },
    to: { configSha, artifact: { sha: built.sha, digest: built.digest } },
    by: { via: "event" },
  });
  expect((await ledger()).releases).toMatchObject([
    { container: "my-app", channel: "prod", image: built.image, digest: built.digest },
  ]);
  expect(world.argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
});

test("a push that deploys nothing asks GitHub nothing", async () => {
  // The ledger has just been written, and is read once for that.
  await pushFiles(world.github, { repository: SOURCE, files: { "src/main.ts": "\n" } });
  await settled();
  world.github.forgetRequests();
  await pushFiles(world.github, { repository: SOURCE, files: { "src/main.ts": "export {};\n" } });
  await pushFiles(world.github, { repository: SOURCE, files: { "src/main.ts": "export const a = 1;\n" } });
  await settled();
  const at = { repositoryId: world.github.repository(SOURCE).id, branch: "main" };
  expect(await findHead(world.store.db, at)).toBe(await world.github.tip(SOURCE));
  const asked = world.github.requests.map(({ operation }) => operation);
  expect(asked.filter((operation) => operation !== "graphql:Push")).toEqual([]);
});

test("a late success of an older commit, a red re-run and another branch deploy nothing", async () => {
  const { github } = world;
  const { gitDir } = github.repository(SOURCE);
  const before = (await requests()).length;
  const old = (await runGit(gitDir, "rev-list", "--max-parents=0", "main")).trim();
  const running = (await ledger()).releases[0].source.sha;
  const builds = [
    { sha: old, branch: "main", conclusion: "success" },
    { sha: running, branch: "main", conclusion: "failure" },
    { sha: (await github.tip(SOURCE)) ?? "", branch: "other", conclusion: "success" },
  ] as const;
  for (const { sha, branch, conclusion } of builds) {
    const repository = github.repository(SOURCE);
    const event = { name: "push", repository, ref: `refs/heads/${branch}`, sha, actor: "alice", payload: {} };
    const workflow = {
      workflowPath: ".github/workflows/build.yml",
      workflowName: "Build",
      displayTitle: "Build",
    };
    const run = github.runs.create({ event, ...workflow });
    github.runs.update(run.id, { status: "completed", conclusion });
  }
  await settled();
  expect(await requests()).toHaveLength(before);
});

test("a protected channel asks first, and a forced push deploys nothing there", async () => {
  await protect(true);
  const built = await commitAndBuild("two");
  const message = await world.slack.waitFor(
    (one) =>
      wordsOf(one).includes(built.image.split(":").at(-1) ?? "") &&
      wordsOf(one).includes("waits for your word"),
    `the deploy of ${built.image} says "waits for your word"`,
  );
  await world.slack.click(world.alice.id, message, { actionId: "ship" });
  await live(built.image);
  const before = (await requests()).length;
  await moveBranch(world.github, {
    repository: SOURCE,
    branch: "main",
    sha: (await runGit(world.github.repository(SOURCE).gitDir, "rev-parse", `${built.sha}~1`)).trim(),
  });
  await pushFiles(world.github, { repository: SOURCE, files: { "README.md": "instead\n" } });
  await world.build();
  await settled();
  expect(await requests()).toHaveLength(before);
});

test("a branch is shown beside a channel that has previews, and gone when it is deleted", async () => {
  const { github, store } = world;
  const branches = async () =>
    (await store.db.selectFrom("previews").selectAll().execute()).map(
      ({ branch, sha }) => `${branch} ${sha}`,
    );
  const sha = (await github.tip(SOURCE)) ?? "";
  for (const branch of ["feature/x", "feature/y"])
    await moveBranch(github, { repository: SOURCE, branch, sha });
  await settled();
  // Nobody shows a branch in a protected channel.
  expect(await branches()).toEqual([]);
  await protect(false);
  const next = await pushFiles(github, { repository: SOURCE, branch: "feature/x", files: { "x.md": "x\n" } });
  await settled();
  expect((await branches()).toSorted()).toEqual([`feature/x ${next}`, `feature/y ${sha}`]);
  await moveBranch(github, { repository: SOURCE, branch: "feature/y" });
  await settled();
  expect(await branches()).toEqual([`feature/x ${next}`]);
});

test("a deleted config is undeployed, and a late build does not bring it back", async () => {
  await pushFiles(world.github, { repository: SOURCE, files: { ".deploy/my-app.yaml": undefined } });
  await newest(({ kind, progress }) => kind === "undeploy" && progress?.healthySince !== undefined);
  world.clock.advance(60_000);
  await newest(({ kind, state }) => kind === "undeploy" && state === "succeeded");
  expect(await configsNamed(world.store.db, "my-app")).toEqual([]);
  expect(await ledger()).toMatchObject({ releases: [], retired: [{ container: "my-app", channel: "prod" }] });
  const before = (await requests()).length;
  await pushFiles(world.github, { repository: SOURCE, files: { ".deploy/my-app.yaml": configText() } });
  await commitAndBuild("three");
  await settled();
  expect(await configsNamed(world.store.db, "my-app")).toMatchObject([{ state: "present" }]);
  expect(await requests()).toHaveLength(before);
});
