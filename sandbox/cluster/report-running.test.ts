import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitHub } from "../github/index.ts";
import type { GitHub } from "../github/model.ts";
import { reportRunning } from "./report-running.ts";

const APP = "acme/my-app";
const DISPATCH = "11111111-2222-4333-8444-555555555555";

let directory: string;
let github: GitHub;
let token: string;
let sha: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "running-"));
  github = await startGitHub({ directory });
  await github.createRepository(APP, { files: { "README.md": "app\n" } });
  token = github.createToken({
    actor: "argo-cd[bot]",
    kind: "installation",
    repositories: [APP],
    permissions: { contents: "read", deployments: "write", metadata: "read" },
  });
  ({ sha } = (await send(`/repos/${APP}/commits/main`)) as { sha: string });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

async function send(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(github.apiUrl + path, {
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
  return await answer.json();
}

async function deploy(creationId: string): Promise<void> {
  const payload = { creation_id: creationId };
  const request = { ref: sha, environment: "dev", required_contexts: [], auto_merge: false, payload };
  const { id } = (await send(`/repos/${APP}/deployments`, request)) as { id: number };
  await send(`/repos/${APP}/deployments/${id}/statuses`, { state: "in_progress" });
}

const database = (...dispatches: readonly string[]): string =>
  JSON.stringify({
    releases: dispatches.map((id) => ({ channel: "dev", dispatch_id: id, source: { repository: APP, sha } })),
  });
const states = (): string[][] =>
  github.deployments(APP).map(({ statuses }) => statuses.map(({ state }) => state));

test("what runs now is a success, once, and what does not is left as it is", async () => {
  await deploy("99999999-2222-4333-8444-555555555555");
  await deploy(DISPATCH);
  const reporter = { apiUrl: github.apiUrl, token };
  await reportRunning(reporter, database(), database(DISPATCH));
  expect(states()).toEqual([["success", "in_progress"], ["in_progress"]]);
  github.forgetRequests();
  await reportRunning(reporter, database(DISPATCH), database(DISPATCH));
  expect(github.requests).toEqual([]);
  await reportRunning(reporter, database(), database(DISPATCH));
  expect(states()).toEqual([["success", "in_progress"], ["in_progress"]]);
});
