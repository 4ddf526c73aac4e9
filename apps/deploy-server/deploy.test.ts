import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { findOwnCommit } from "../../lib/store/own-commits.ts";
import { findRequest } from "../../lib/store/requests.ts";
import { inTransaction } from "../../lib/store/store.ts";
import { stepBegins } from "./testing/step-begins.ts";
import { ARGO_SECRET, RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world.stop());

const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
const COMMAND = "/deploy my-app main to prod";

const requestIdOf = (message: SlackMessage): string =>
  /request ([0-9a-f-]{36})/.exec(wordsOf(message))?.[1] ?? "";
const git = (...args: readonly string[]) => runGit(world.github.repository(RELEASES).gitDir, ...args);
const asked = (operation: string) => world.argo.requests.filter((request) => request.operation === operation);

test("a command becomes what runs, and each side is asked for just that", async () => {
  const { github, slack, argo, alice, store, clock } = world;
  await world.link(alice, "alice");
  const built = await world.build();
  const tag = `main-${built.sha.slice(0, 7)}`;
  await world.commit(RELEASES, { "apps/my-app/prod/templates/config.yaml": CONFIG_MAP }, "carol");
  await world.commit(RELEASES, { "apps/my-app-docs/readme.md": "near miss\n" }, "dave");
  await github.webhooksSettled();
  const before = await github.tip(RELEASES);

  // Nothing is acknowledged before it is in the inbox.
  let outcome: unknown;
  const insertion = stepBegins("inbox.insert");
  const typed = slack.type(alice.id, "deploys", COMMAND).then((result) => (outcome = result));
  await inTransaction(store.db, async () => {
    await insertion;
    expect(outcome).toBeUndefined();
  });
  expect(await typed).toEqual({ kind: "acknowledged" });
  const commands = store.db.selectFrom("inbox").selectAll().where("kind", "=", "command").orderBy("id");
  const rows = await commands.execute();
  expect(rows.at(-1)).toMatchObject({
    source: "slack",
    payload: { text: "my-app main to prod", user_id: alice.id },
  });

  // The preview: what is replaced, and what else would ship.
  const preview = await world.says("waits for your word");
  const id = requestIdOf(preview);
  expect(wordsOf(preview)).toContain("also ships 1 change that is not yours");
  expect(wordsOf(preview)).toMatch(
    /carol: Change apps\/my-app\/prod\/templates\/config\.yaml \([0-9a-f]{7}, /,
  );
  expect(wordsOf(preview)).not.toContain("dave");
  expect(wordsOf(preview)).toContain(`apps/my-app/prod/values.yaml image.tag: main-0000000 → ${tag}`);
  expect(await github.tip(RELEASES)).toBe(before);

  // A button of another preview ships nothing.
  await world.signed("/slack/interactions", {
    payload: JSON.stringify({
      type: "block_actions",
      trigger_id: "1.2.stale",
      user: { id: alice.id, team_id: slack.team.id },
      channel: { id: world.deploys.id },
      actions: [{ action_id: "ship", value: `${id} ${"0".repeat(32)}` }],
    }),
  });
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("has changed since this was shown"),
    'alice is told "has changed since this was shown"',
  );
  expect(await github.tip(RELEASES)).toBe(before);

  await slack.click(alice.id, preview, { actionId: "ship" });
  await world.says("healthy, and watched for a while");

  // One atomic commit of ledger and values, with the request's id.
  const commit = (await github.tip(RELEASES)) ?? "";
  expect((await git("rev-list", `${before}..${commit}`)).trim()).toBe(commit);
  expect((await git("diff", "--name-only", before ?? "", commit)).trim().split("\n")).toEqual([
    "apps/my-app/prod/values.yaml",
    "db/db.json",
  ]);
  const message = await git("log", "-1", "--format=%B", commit);
  expect(message.split("\n")).toEqual(
    expect.arrayContaining([`Deploy-Request: ${id}`, `Dispatch-Id: ${id}`, "Released-By: alice"]),
  );
  const diff = await git("diff", "-U0", before ?? "", commit, "--", "apps/my-app/prod/values.yaml");
  expect(diff.split("\n").filter((line) => /^[+-] /.test(line))).toEqual([
    '-  tag: "main-0000000" # by the deploy server',
    `+  tag: "${tag}" # by the deploy server`,
  ]);
  expect(JSON.parse(await git("show", `${commit}:db/db.json`)).releases).toMatchObject([
    {
      container: "my-app",
      channel: "prod",
      image: built.image,
      digest: built.digest,
      source: { repository: SOURCE, sha: built.sha, ref: "refs/heads/main" },
      released_by: "alice",
      dispatch_id: id,
    },
  ]);
  expect(github.requests.filter(({ operation }) => operation === "graphql:CommitOnBranch")).toHaveLength(1);
  expect(await findOwnCommit(store.db, { repository: RELEASES, sha: commit })).toMatchObject({
    requestId: id,
    role: "ledger",
  });

  // GitHub's webhook of that very commit is passed on, signed with Argo CD's secret; people's pushes are not.
  await github.webhooksSettled();
  const [forwarded, ...others] = await eventually(
    () => (asked("webhook").length > 0 ? asked("webhook") : undefined),
    () => "nothing was forwarded to Argo CD",
  );
  expect(others).toEqual([]);
  const signature = createHmac("sha256", ARGO_SECRET)
    .update(forwarded?.body ?? "")
    .digest("hex");
  expect(forwarded).toMatchObject({
    status: 200,
    headers: { "x-github-event": "push", "x-hub-signature-256": `sha256=${signature}` },
  });
  expect(JSON.parse(forwarded?.body ?? "{}")).toMatchObject({
    before,
    after: commit,
    ref: "refs/heads/main",
  });

  // One sync, of that commit, with the request's id, after a refresh.
  const syncs = asked("applications/sync").slice(1);
  expect(syncs.map(({ body }) => JSON.parse(body))).toEqual([
    { revision: commit, project: "payments", infos: [{ name: "deploy-request", value: id }] },
  ]);
  const paths = argo.requests.map(({ method, path }) => `${method} ${path}`);
  const refresh = paths.findIndex((path) => path.includes("refresh=normal"));
  expect(refresh).toBeGreaterThan(-1);
  expect(refresh).toBeLessThan(paths.lastIndexOf("POST /api/v1/applications/my-app-prod/sync"));
  expect(paths.some((path) => path.includes("/managed-resources"))).toBe(true);
  expect(argo.application("my-app-prod").status.operationState).toMatchObject({
    phase: "Succeeded",
    syncResult: { revision: commit },
  });

  // Healthy is not yet live: not before it was healthy for a minute.
  const looks = asked("applications/get").length;
  clock.advance(59_000);
  await eventually(
    () => (asked("applications/get").length > looks + 2 ? true : undefined),
    () => "Argo CD is not looked at",
  );
  expect((await findRequest(store.db, id))?.request.state).toBe("verifying");
  clock.advance(1_000);
  const live = await world.says("live in 1:00");

  // The same message through all stages.
  expect(live.ts).toBe(preview.ts);
  const texts = live.versions.map(({ text }) => text.replace("my-app → prod: ", ""));
  expect(texts).toEqual(
    expect.arrayContaining(["waits for your word", "healthy, and watched for a while", "live in 1:00"]),
  );
  expect(texts.at(-1)).toBe("live in 1:00");
  expect(argo.application("my-app-prod").status.summary.images).toEqual([built.image]);

  // GitHub shows it where the code is.
  const [deployment, ...more] = await eventually(
    () =>
      github.deployments(SOURCE)[0]?.statuses[0]?.state === "success"
        ? github.deployments(SOURCE)
        : undefined,
    () => `no deployment succeeded: ${JSON.stringify(github.deployments(SOURCE))}`,
  );
  expect(more).toEqual([]);
  expect(deployment).toMatchObject({ sha: built.sha, environment: "prod" });
  const [status] = await eventually(
    () =>
      github.statuses(SOURCE, built.sha)[0]?.state === "success"
        ? github.statuses(SOURCE, built.sha)
        : undefined,
    () => "no status says success",
  );
  expect(status).toMatchObject({ context: "deploy/prod", description: `my-app in prod: ${tag}, succeeded` });
});
