import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import {
  tokenFor as gitHubToken,
  send as sendRequest,
  type Repository,
  type TestAnswer,
} from "@release-channels/sandbox";
import { sql } from "kysely";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { Kustomization } from "../../lib/manifests/kustomization.ts";
import { dispatchOf, sendDispatch, tokenFor, type DispatchBody } from "./testing/keyless.ts";
import { pushFiles } from "./testing/push.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What is told of dispatches on the commits that they come from, after their senders have their answers. */

const ELSEWHERE = "other/tool";

let world: TestWorld;
let elsewhere: Repository;
let sha: string;
beforeAll(async () => {
  const source = { repository: { name: SOURCE } };
  world = await startTestWorld({
    policy: {
      version: 1,
      channels: ["qa", "prod"],
      containers: { api: source, web: source, "my-app": source, tool: { repository: { name: ELSEWHERE } } },
    },
  });
  elsewhere = await world.github.createRepository(ELSEWHERE, { files: { "README.md": "tool\n" } });
  ({ sha } = await world.build());
});
afterEach(() => world.github.clearFaults());
afterAll(() => world.stop());

let number = 100;
function bodyOf(releases: readonly (readonly [container: string, channel: string])[]): DispatchBody {
  number += 1;
  return dispatchOf({
    releases: releases.map(([container, channel]) => ({
      container,
      channel,
      image: `ghcr.io/acme/${container}:v${number}`,
    })),
    source: { repository: SOURCE, sha, ref: "refs/heads/main", run_id: number, run_attempt: 1 },
  });
}
async function send(body: DispatchBody): Promise<TestAnswer> {
  const { run_id: runId } = body["source"] as { readonly run_id: number };
  return sendDispatch(world, body, await tokenFor(world, body, { job: { runId, sha } }));
}

interface Row {
  readonly slot: string;
  readonly state: string;
  readonly error: string | null;
}
/** All reports of a dispatch, once none of them waits. */
async function reported({ dispatch_id: id }: DispatchBody): Promise<readonly Row[]> {
  const read = async (): Promise<readonly Row[]> => {
    const { rows } =
      await sql<Row>`select slot, state, error from reports where dispatch_id = ${id} order by slot`.execute(
        world.store.db,
      );
    return rows;
  };
  return eventually(
    async () => {
      const rows = await read();
      return rows.length > 0 && rows.every(({ state }) => state !== "waiting") ? rows : undefined;
    },
    () => `reports of ${id} wait`,
  );
}
const statuses = () =>
  world.github.statuses(SOURCE, sha).map(({ context, state, description, targetUrl, creator }) => ({
    context,
    state,
    description,
    targetUrl,
    creator,
  }));
const deploymentsOf = ({ dispatch_id: id }: DispatchBody) =>
  world.github.deployments(SOURCE).filter(({ payload }) => JSON.stringify(payload).includes(id));

test("the commit shows what became of its releases, and deployments until the cluster serves them", async () => {
  const body = bodyOf([
    ["api", "qa"],
    ["web", "qa"],
  ]);
  const { json } = await send(body);
  expect((await reported(body)).map(({ state }) => state)).toEqual(["told", "told"]);
  expect(statuses()[0]).toEqual({
    context: "release/qa",
    state: "success",
    description: `Released api v${number}, web v${number}, by erin`,
    targetUrl: json.commit.url,
    creator: "deployer[bot]",
  });
  const [deployment, ...others] = deploymentsOf(body);
  expect(others).toEqual([]);
  expect(deployment).toMatchObject({ sha, environment: "qa", creator: "deployer[bot]" });
  expect(deployment?.statuses.map(({ state, logUrl }) => [state, logUrl])).toEqual([
    ["in_progress", json.commit.url],
  ]);
});

/** Argo CD's notifications tell that a commit of the release repository was rolled out. */
async function rolledOut(commit: string, environment = "release-api"): Promise<void> {
  const token = gitHubToken(world.github, [RELEASES], { deployments: "write" });
  const url = `${world.github.apiUrl}/repos/${RELEASES}/deployments`;
  const body = { ref: commit, environment, auto_merge: false, required_contexts: [] };
  const { json } = await sendRequest(url, { method: "POST", token, body });
  const { status } = await sendRequest(`${url}/${json.id}/statuses`, {
    method: "POST",
    token,
    body: { state: "success" },
  });
  expect(status).toBe(201);
}

/** The states of a release's deployment, where this happens after its commit and before the server asks what is served. */
async function deployedAfter(happens: (commit: string) => Promise<void>) {
  const gate = Promise.withResolvers<void>();
  const fault = { kind: "delay", ms: 0, gate: () => gate.promise } as const;
  world.github.inject({ operation: "graphql:RolloutsOfEnvironment", fault, times: 1 });
  const body = bodyOf([["web", "qa"]]);
  const { json } = await send(body);
  await happens(json.commit.sha);
  gate.resolve();
  expect((await reported(body)).map(({ state }) => state)).toEqual(["told", "told"]);
  return deploymentsOf(body).flatMap((one) => one.statuses.map(({ state }) => state));
}

test("what the cluster has served before its deployment was there is a success", async () => {
  const before = (await world.github.tip(RELEASES)) ?? "";
  expect(await deployedAfter(() => rolledOut(before))).toEqual(["in_progress"]);
  expect(await deployedAfter((commit) => rolledOut(commit, "elsewhere"))).toEqual(["in_progress"]);
  expect(await deployedAfter((commit) => rolledOut(commit))).toEqual(["success"]);
  // The image that is synced was built before the commit.
  const pin = { name: "release-channel-api", image: "ghcr.io/acme/api", digest: `sha256:${"b".repeat(64)}` };
  const text = new Kustomization("kind: Kustomization\n", "k.yaml").write({
    ...pin,
    tag: "v1",
    revision: before,
    order: 7,
  });
  const synced = await pushFiles(world.github, {
    repository: RELEASES,
    files: { "deployment/kustomization.yaml": text },
  });
  expect(await deployedAfter(() => rolledOut(synced))).toEqual(["in_progress"]);
});

test("what is refused is a failure, and no deployment", async () => {
  const body = bodyOf([
    ["api", "qa"],
    ["tool", "qa"],
  ]);
  await send(body);
  expect(await reported(body)).toHaveLength(1);
  expect(statuses()[0]).toMatchObject({
    context: "release/qa",
    state: "failure",
    description: expect.stringMatching(/^Rejected: .*tool/),
    targetUrl: null,
  });
  expect(deploymentsOf(body)).toEqual([]);
});

test("what the server deploys itself has that deploy's deployment alone", async () => {
  const targets = `version: 1
clusters:
  test: { engine: argo-cd, url: ${world.argo.url}, token: env:CLUSTER_TEST_ARGOCD_TOKEN, project: payments }
targets:
  my-app/qa:
    - { cluster: test, application: my-app-prod, file: apps/my-app/prod/values.yaml, field: image.tag }
`;
  await world.commit("acme/releases", { "db/server.yaml": targets });
  const body = bodyOf([
    ["my-app", "qa"],
    ["api", "prod"],
  ]);
  await send(body);
  expect((await reported(body)).map(({ state }) => state)).toEqual(["told", "told", "told", "told"]);
  expect(deploymentsOf(body).map(({ environment }) => environment)).toEqual(["prod"]);
});

test("where the App is not installed, the release lands all the same, and its reports are given up", async () => {
  const tip = (await world.github.tip(ELSEWHERE)) ?? "";
  const body = dispatchOf({
    releases: [{ container: "tool", channel: "qa", image: "ghcr.io/other/tool:v1" }],
    source: { repository: ELSEWHERE, sha: tip, ref: "refs/heads/main", run_id: 7, run_attempt: 1 },
  });
  const job = { repository: elsewhere, sha: tip, runId: 7 };
  const { json } = await sendDispatch(world, body, await tokenFor(world, body, { job }));
  expect(json.results).toMatchObject([{ outcome: "applied" }]);
  expect(await reported(body)).toMatchObject([
    { state: "failed", error: expect.stringContaining("not installed") },
    { state: "failed", error: expect.stringContaining("not installed") },
  ]);
});

test("a deployment whose answer is lost is made once", async () => {
  world.github.inject({
    operation: "repos/create-deployment",
    fault: { kind: "drop", when: "after" },
    times: 1,
  });
  const body = bodyOf([["api", "qa"]]);
  await send(body);
  await reported(body);
  expect(deploymentsOf(body).map((one) => one.statuses.map(({ state }) => state))).toEqual([["in_progress"]]);
});

test("what was told by a replica that ended before it could save that is not made again", async () => {
  const body = bodyOf([["api", "qa"]]);
  await send(body);
  await reported(body);
  await sql`update reports set state = 'waiting' where dispatch_id = ${body.dispatch_id}`.execute(
    world.store.db,
  );
  world.server.world.nudges.nudge("reports");
  await reported(body);
  expect(deploymentsOf(body).map((one) => one.statuses.map(({ state }) => state))).toEqual([["in_progress"]]);
});

test("with no allowance left, answers come and reports wait; then the newest comes first", async () => {
  const { db } = world.store;
  const allow = (left: number) =>
    sql`update allowances set remaining = ${left}, counted_at = now() where name = 'github reports'`.execute(
      db,
    );
  await allow(-100_000);
  const bodies = [bodyOf([["api", "qa"]]), bodyOf([["web", "prod"]])];
  for (const body of bodies) {
    expect((await send(body)).json.results).toMatchObject([{ outcome: "applied" }]);
  }
  const { rows } = await sql<{ state: string }>`select distinct state from reports
    where dispatch_id in (${sql.join(bodies.map((body) => body.dispatch_id))})`.execute(db);
  expect(rows).toEqual([{ state: "waiting" }]);
  await allow(100);
  world.server.world.nudges.nudge("reports");
  for (const body of bodies) await reported(body);
  // Both list the newest first: what was told last.
  const told = statuses().map(({ context }) => context);
  expect(told.filter((context) => context.startsWith("release/")).slice(0, 2)).toEqual([
    "release/qa",
    "release/prod",
  ]);
  const [first, second] = bodies.map((body) => deploymentsOf(body)[0]?.id ?? 0);
  expect(second).toBeLessThan(first ?? 0);
});
