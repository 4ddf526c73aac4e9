import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import { commitNow, startGitHub, type GitHub } from "@release-channels/sandbox";
import { runStep, type StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: a source repository, a release repository for each test, and what is told. */

export const SOURCE = "globex/my-app";
export const DATABASE = "db/db.json";
export const ON_BRANCH = "repos/compare-commits-with-basehead";

let directory: string;
export let github: GitHub;
let reader: string;
export let reporter: string;
export let developer: string;
export let sha: string;
export let releases: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "report-running-"));
  github = await startGitHub({ directory });
  await github.createRepository(SOURCE, { files: { "README.md": "app\n" } });
  reporter = tokenOf([SOURCE], { deployments: "write", contents: "read", metadata: "read" });
  sha = headOf(SOURCE);
});
beforeEach(async () => {
  releases = `acme/releases-${++count}`;
  await github.createRepository(releases, { files: { [DATABASE]: '{"version":1,"releases":[]}' } });
  reader = tokenOf([releases], { deployments: "read", contents: "read", metadata: "read" });
  developer = tokenOf([releases], { deployments: "write", contents: "write", metadata: "read" });
});
afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

const tokenOf = (repositories: string[], permissions: Record<string, "read" | "write">): string =>
  github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });
export const gitDirOf = (repository: string): string => github.repository(repository).gitDir;
export const headOf = (repository: string, branch = "main"): string =>
  commitNow(gitDirOf(repository), `refs/heads/${branch}`).oid;

export async function ask(
  token: string,
  path: string,
  method = "GET",
  body?: object,
): Promise<{ id: number; sha: string }> {
  const answer = await fetch(`${github.apiUrl}/repos/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: number; sha: string };
}

export const idOf = (number: number): string => `7f9c24e8-3b12-4f6a-9d21-${String(number).padStart(12, "0")}`;

/** Commits a release of a build to the database. @returns the commit */
export async function commit(
  number: number,
  built: string,
  trailer: string,
  isProved = true,
): Promise<string> {
  const id = idOf(number);
  const build = { sha: built, ref: "refs/heads/main", run_id: number, run_attempt: 1 };
  const source = { repository: SOURCE, ...(isProved && { repository_id: 1 }), ...build };
  const image = `api:v${number}`;
  const record = {
    container: "api",
    channel: "dev",
    image,
    source,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: id,
  };
  const path = `${releases}/contents/${DATABASE}`;
  await ask(developer, path, "PUT", {
    content: Buffer.from(JSON.stringify({ version: 1, releases: [record] })).toString("base64"),
    sha: (await ask(developer, path)).sha,
    message: [
      `release(api): dev → v${number}\n\napi dev: (new) → ${image}\n\nDispatch-Id: ${id}\nSource: ${SOURCE}@${built}`,
      `${trailer}\nReleased-By: octocat`,
    ].join("\n"),
  });
  return headOf(releases);
}

/** Releases as update-database does, with a deployment that waits for it. @returns the commit */
export async function release(number: number): Promise<string> {
  const id = idOf(number);
  const verified = `Verified: ${SOURCE} (id 1) refs/heads/main ${sha} run ${number} attempt 1`;
  const revision = await commit(number, sha, verified);
  const payload = { creation_id: id };
  const creation = { ref: sha, environment: "dev", required_contexts: [], auto_merge: false, payload };
  const { id: deployment } = await ask(reporter, `${SOURCE}/deployments`, "POST", creation);
  await ask(reporter, `${SOURCE}/deployments/${deployment}/statuses`, "POST", { state: "in_progress" });
  return revision;
}

/** What Argo CD tells of a commit. */
export async function rolledOut(revision: string): Promise<void> {
  const creation = { ref: revision, environment: "release-api", required_contexts: [], auto_merge: false };
  const { id } = await ask(developer, `${releases}/deployments`, "POST", creation);
  await ask(developer, `${releases}/deployments/${id}/statuses`, "POST", { state: "success" });
}

export function report(
  inputs: Record<string, string>,
  event = "workflow_dispatch",
  payload = {},
): Promise<StepResult> {
  github.forgetRequests();
  return runStep({
    action: "actions/report-running",
    github,
    token: reader,
    repository: releases,
    event: { name: event, payload: { repository: { default_branch: "main" }, ...payload } },
    inputs: { token: reporter, ...inputs },
  });
}

export const operations = (): string[] =>
  github.requests.map(({ operation }) => operation.replace("graphql:", ""));
export const state = (number: number): string | undefined =>
  github
    .deployments(SOURCE)
    .find(({ payload }) => (payload as { creation_id: string }).creation_id === idOf(number))?.statuses[0]
    ?.state;
