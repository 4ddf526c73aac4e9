import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, tokenFor, type SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { requestsOfRelease } from "../../lib/store/request-lists.ts";
import { stepBegins } from "./testing/step-begins.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { CHARTS, RELEASES, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

type Build = Awaited<ReturnType<TestWorld["build"]>>;

const DISPATCH = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const VALUES = "apps/my-app/prod/values.yaml";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld({ placement: "undeploy: { field: replicas, value: 0 }" });
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(() => world.stop());

const git = (repository: string, ...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(repository).gitDir, ...args);
const contentOf = (path: string, repository = RELEASES): Promise<string> =>
  git(repository, "show", `main:${path}`);
const tip = async (repository = RELEASES): Promise<string> => (await world.github.tip(repository)) ?? "";
const syncs = () => world.argo.requests.filter(({ operation }) => operation === "applications/sync");
const ship = ({ ts, channel, ...message }: SlackMessage) =>
  world.slack.click(world.alice.id, { ...message, ts, channel }, { actionId: "ship" });

/** Commits as update-database does in a workflow: with a job's token, whose commits are a bot's. */
async function releaseByActions({ image, digest, sha }: Build): Promise<string> {
  const { github } = world;
  const token = tokenFor(github, [RELEASES], { contents: "write" }, "actions");
  const database = JSON.parse(await contentOf("db/db.json"));
  const record = {
    container: "my-app",
    channel: "prod",
    image,
    digest,
    source: { repository: "acme/my-app", sha, ref: "refs/heads/main", run_id: 1, run_attempt: 1 },
    released_at: "2026-11-29T14:00:00Z",
    released_by: "carol",
    dispatch_id: DISPATCH,
  };
  const other = { ...record, container: "my-app-2", dispatch_id: DISPATCH };
  const text = JSON.stringify({ ...database, releases: [record, other] }, undefined, 2);
  const path = `${github.apiUrl}/repos/${RELEASES}/contents/db/db.json`;
  const { sha: blob } = (await send(path, { token })).json;
  const message = `release(my-app): prod\n\nDispatch-Id: ${DISPATCH}\nReleased-By: carol`;
  const body = { message, content: Buffer.from(`${text}\n`).toString("base64"), sha: blob };
  const written = await send(path, { token, method: "PUT", body });
  expect(written.status).toBe(200);
  return String(written.json.commit.sha);
}

test("a release that a workflow wrote is adopted: told in the channel, confirmed, written to the file, and synced", async () => {
  const { github, store, alice, argo } = world;
  const built = await world.build();
  const before = await tip();
  const webhooks = argo.requests.filter(({ operation }) => operation === "webhook").length;
  const commit = await releaseByActions(built);
  const shown = await world.says("released by carol");
  await talk.until(shown, "waits for your word");
  expect(wordsOf(shown)).toContain(`${VALUES} image.tag: main-0000000 → main-${built.sha.slice(0, 7)}`);
  // It has the release's id, and what is no target is nobody's request.
  const requests = await requestsOfRelease(store.db, DISPATCH);
  expect(requests.map(({ request }) => request)).toMatchObject([
    { target: { config: "my-app", channel: "prod" }, kind: "adopt", commit, correlation: DISPATCH },
  ]);
  // Argo CD hears of the workflow's push, too.
  await eventually(
    () =>
      argo.requests.filter(({ operation }) => operation === "webhook").length > webhooks ? true : undefined,
    () => "the workflow's push was not passed on",
  );
  // The webhook comes again, and makes nothing new of it.
  const [push] = await deliveriesOf(commit);
  expect(push).toBeDefined();
  await world.slack.click(alice.id, shown, { actionId: "ship" });
  await talk.live(shown);
  const [{ id } = { id: "" }] = requests.map(({ request }) => request);
  const made = await tip();
  expect((await git(RELEASES, "rev-list", `${before}..${made}`)).trim().split("\n")).toEqual([made, commit]);
  expect((await git(RELEASES, "diff", "--name-only", commit, made)).trim()).toBe(VALUES);
  expect((await git(RELEASES, "log", "-1", "--format=%B", made)).trim().split("\n")).toEqual([
    `deploy(my-app): prod → main-${built.sha.slice(0, 7)}`,
    "",
    `${VALUES} image.tag: main-0000000 → main-${built.sha.slice(0, 7)}`,
    "",
    `Deploy-Request: ${id}`,
    `Release: ${DISPATCH}`,
    "Released-By: carol",
  ]);
  expect(JSON.parse(syncs().at(-1)?.body ?? "{}")).toMatchObject({
    revision: made,
    infos: [{ name: "deploy-request", value: id }],
  });
  expect(argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
  expect((await requestsOfRelease(store.db, DISPATCH)).map(({ request }) => request.state)).toEqual([
    "succeeded",
  ]);
  await eventually(
    () => (github.deployments("acme/my-app")[0]?.statuses[0]?.state === "success" ? true : undefined),
    () => "the deploy is not shown where the code is",
  );
  expect(github.deployments("acme/my-app")).toMatchObject([{ environment: "prod", sha: built.sha }]);
});

/** The webhooks of a push, as the server got them. */
async function deliveriesOf(commit: string): Promise<readonly object[]> {
  const rows = await world.store.db.selectFrom("inbox").selectAll().where("kind", "=", "push").execute();
  return rows
    .map(({ payload }) => payload)
    .filter((payload) => JSON.stringify(payload).includes(`"after":"${commit}"`));
}

/** Waits until the server has dealt with a push. */
async function pushHandled(commit: string): Promise<void> {
  await world.github.webhooksSettled();
  await eventually(
    async () => ((await deliveriesOf(commit)).length > 0 ? true : undefined),
    () => "the push did not arrive",
  );
  await eventually(
    async () => {
      const entries = world.store.db.selectFrom("inbox").selectAll().where("state", "=", "waiting");
      return (await entries.execute()).length === 0 ? true : undefined;
    },
    () => "the push was not dealt with",
  );
}

test("what a person writes to the ledger by hand is neither adopted nor passed on", async () => {
  const { store, argo } = world;
  const database = JSON.parse(await contentOf("db/db.json"));
  const id = "11111111-2222-4333-8444-555555555555";
  const releases = database.releases.map((record: object) => ({ ...record, dispatch_id: id }));
  const webhooks = argo.requests.filter(({ operation }) => operation === "webhook").length;
  await world.commit(
    RELEASES,
    { "db/db.json": `${JSON.stringify({ ...database, releases }, undefined, 2)}\n` },
    "mallory",
  );
  await pushHandled(await tip());
  expect(await requestsOfRelease(store.db, id)).toEqual([]);
  expect(argo.requests.filter(({ operation }) => operation === "webhook")).toHaveLength(webhooks);
});

test("what somebody commits as the server's own App is not taken for the server's, though it names a request", async () => {
  const { github, store, argo } = world;
  const [ended] = await requestsOfRelease(store.db, DISPATCH);
  expect(ended?.request.state).toBe("succeeded");
  const token = github.createToken({
    actor: "deployer[bot]",
    kind: "installation",
    repositories: [RELEASES],
    permissions: { contents: "write" },
  });
  const webhooks = argo.requests.filter(({ operation }) => operation === "webhook").length;
  const message = `Add notes\n\nDeploy-Request: ${ended?.request.id}`;
  const path = `${github.apiUrl}/repos/${RELEASES}/contents/notes.md`;
  const body = { message, content: Buffer.from("notes\n").toString("base64") };
  const written = await send(path, { token, method: "PUT", body });
  expect(written.status).toBe(201);
  await pushHandled(String(written.json.commit.sha));
  expect(argo.requests.filter(({ operation }) => operation === "webhook")).toHaveLength(webhooks);
});

test("a file that somebody has changed by hand is shown as drift, and not overwritten unseen", async () => {
  await world.commit("acme/my-app", { "README.md": "drift\n" });
  const built = await world.build();
  const values = await contentOf(VALUES);
  await world.commit(RELEASES, { [VALUES]: values.replace(/tag: "[^"]+"/, 'tag: "main-7654321"') }, "dave");
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  expect(wordsOf(shown)).toMatch(
    /⚠ image\.tag in apps\/my-app\/prod\/values\.yaml says main-7654321, and the ledger main-[0-9a-f]{7}: somebody has changed it by hand/,
  );
  expect(wordsOf(shown)).toContain(`image.tag: main-7654321 → main-${built.sha.slice(0, 7)}`);
  await ship(shown);
  await talk.live(shown);
  expect(await contentOf(VALUES)).toContain(`tag: "main-${built.sha.slice(0, 7)}"`);
});

describe("undeployed", () => {
  test("a target leaves the ledger with a tombstone, and its file gets the edit that the target names", async () => {
    const { alice } = world;
    const shown = await talk.newMessage(alice, "/deploy undeploy my-app from prod", "waits for your word");
    expect(wordsOf(shown)).toContain(`${VALUES} replicas: 3 → 0`);
    const before = await tip();
    await ship(shown);
    await talk.undeployed(shown);
    const made = await tip();
    expect((await git(RELEASES, "diff", "--name-only", before, made)).trim().split("\n")).toEqual([
      VALUES,
      "db/db.json",
    ]);
    expect((await git(RELEASES, "rev-list", `${before}..${made}`)).trim()).toBe(made);
    expect(await contentOf(VALUES)).toContain("replicas: 0\n");
    const database = JSON.parse(await contentOf("db/db.json"));
    expect(database.releases).toMatchObject([{ container: "my-app-2" }]);
    expect(database.retired).toMatchObject([
      { container: "my-app", channel: "prod", by: "alice", reason: "undeployed" },
    ]);
    const again = await talk.newMessage(alice, "/deploy undeploy my-app from prod", ": rejected: ");
    expect(again.text).toBe(
      "my-app → prod: rejected: my-app is not deployed to prod: there is nothing to undeploy",
    );
  });

  test("it comes back by a person who is shown that, with its file as it was", async () => {
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    expect(wordsOf(shown)).toMatch(
      /⚠ my-app in prod was retired by alice on 2026-11-29T14:\d\d:\d\dZ: undeployed; this brings it back/,
    );
    expect(wordsOf(shown)).toContain(`${VALUES} replicas: 0 → 3`);
    await ship(shown);
    await talk.live(shown);
    expect(await contentOf(VALUES)).toContain("replicas: 3\n");
    const database = JSON.parse(await contentOf("db/db.json"));
    expect(database.retired).toBeUndefined();
    expect(database.releases).toMatchObject([
      { container: "my-app", channel: "prod" },
      { container: "my-app-2" },
    ]);
  });

  test("a target that names no edit is refused", async () => {
    const config = await contentOf("db/server.yaml");
    await world.commit(RELEASES, { "db/server.yaml": config.replace(/, undeploy: \{[^}]*\}/, "") });
    const message = await talk.newMessage(world.alice, "/deploy undeploy my-app from prod", ": rejected: ");
    expect(message.text).toBe(
      "my-app → prod: rejected: db/server.yaml does not say which edit undeploys my-app/prod: add one to its placement, such as undeploy: { field: replicas, value: 0 }, or undeploy: { remove: &lt;file&gt; }",
    );
    await world.commit(RELEASES, { "db/server.yaml": config });
  });
});

describe("a values file in another repository", () => {
  beforeAll(async () => {
    const { argo, github } = world;
    const values = await contentOf(VALUES);
    await world.commit(CHARTS, { "prod/values.yaml": values });
    const config = await contentOf("db/server.yaml");
    await world.commit(RELEASES, {
      "db/server.yaml": config.replace(`file: ${VALUES}`, `repository: ${CHARTS}, file: prod/values.yaml`),
    });
    const { spec } = argo.application("my-app-prod");
    const { source: _one, ...rest } = spec;
    argo.configure("my-app-prod", {
      ...rest,
      sources: [
        {
          repoURL: github.repository(RELEASES).cloneUrl,
          path: "apps/my-app/prod",
          targetRevision: "main",
          helm: { valueFiles: ["$charts/prod/values.yaml"] },
        },
        { repoURL: github.repository(CHARTS).cloneUrl, ref: "charts", targetRevision: "main" },
      ],
    });
  });

  const build = async (text: string) => {
    await world.commit("acme/my-app", { "README.md": `${text}\n` });
    return world.build();
  };

  test("is changed by a second commit, after the ledger's, with the same request in both; what that shows is synced", async () => {
    const built = await build("second");
    const [ledger, charts] = [await tip(), await tip(CHARTS)];
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    expect(wordsOf(shown)).toContain(`prod/values.yaml image.tag: `);
    await ship(shown);
    await talk.live(shown);
    const [made, second] = [await tip(), await tip(CHARTS)];
    expect((await git(RELEASES, "diff", "--name-only", ledger, made)).trim()).toBe("db/db.json");
    expect((await git(CHARTS, "diff", "--name-only", charts, second)).trim()).toBe("prod/values.yaml");
    expect((await git(CHARTS, "rev-list", `${charts}..${second}`)).trim()).toBe(second);
    const [, id] = /Deploy-Request: (\S+)/.exec(await git(RELEASES, "log", "-1", "--format=%B", made)) ?? [];
    expect(await git(CHARTS, "log", "-1", "--format=%B", second)).toContain(`Deploy-Request: ${id}`);
    const [position, revisions] = [2, JSON.parse(syncs().at(-1)?.body ?? "{}").revisions];
    expect(revisions[position - 1]).toBe(second);
    expect(world.argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
    // Of both pushes Argo CD has heard.
    const pushed = world.argo.requests
      .filter(({ operation }) => operation === "webhook")
      .map(({ body }) => JSON.parse(body).after);
    expect(pushed).toEqual(expect.arrayContaining([made, second]));
  });

  test("that refuses the commit for good leaves the ledger ahead, which is said, and tried again", async () => {
    const built = await build("third");
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    const [ledger, charts] = [await tip(), await tip(CHARTS)];
    // The ledger's commit gets through, and the file's does not.
    const refused = stepBegins("write.commit files", () =>
      world.github.inject({
        operation: "graphql:CommitOnBranch",
        fault: { kind: "status", status: 403, message: "Resource not accessible by integration" },
      }),
    );
    await ship(shown);
    await refused;
    const ahead = await talk.until(shown, "ledger ahead");
    expect(wordsOf(ahead)).toMatch(
      /the ledger says it, and the target's file does not: .*Resource not accessible by integration.*It is tried again every minute; mend that, or roll back/,
    );
    expect([(await tip()) === ledger, await tip(CHARTS)]).toEqual([false, charts]);
    world.github.clearFaults();
    // A minute later by the database's clock, in which nobody waits here.
    await eventually(
      async () => {
        const late = world.store.db.updateTable("requests").set({ due_at: "2020-01-01T00:00:00Z" });
        const left = await late.where("state", "=", "ledger ahead").executeTakeFirst();
        return left.numUpdatedRows === 0n ? true : undefined;
      },
      () => "the second commit is not tried again",
    );
    await talk.live(shown);
    expect(world.argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
    expect((await git(CHARTS, "rev-list", `${charts}..main`)).trim().split("\n")).toHaveLength(1);
  });

  test("that nobody can write to is refused before the ledger says anything", async () => {
    await build("fourth");
    await world.commit(CHARTS, { "prod/values.yaml": "image: {}\nreplicas: 3\n" });
    const before = await tip();
    const message = await talk.newMessage(world.alice, "/deploy my-app main to prod", ": rejected: ");
    expect(message.text).toBe(
      "my-app → prod: rejected: prod/values.yaml has no image.tag: add it once by hand, with the version that runs now",
    );
    expect(await tip()).toBe(before);
  });
});
