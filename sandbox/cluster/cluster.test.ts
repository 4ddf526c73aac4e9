import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGitHub } from "../github/start.ts";
import type { GitHub, Repository } from "../github/model.ts";
import { startCluster, type Cluster } from "./start.ts";
import { notify } from "./notifications.ts";

let directory: string;
let github: GitHub;
let repository: Repository;
let token: string;
let cluster: Cluster;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cluster-"));
  github = await startGitHub({ directory: join(directory, "github") });
  repository = await github.createRepository("acme/releases", {
    private: true,
    files: { "db/db.json": "one\n" },
  });
  token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/releases"],
    permissions: { contents: "write", metadata: "read" },
  });
  cluster = await startCluster({
    cloneUrl: repository.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "cluster"),
    pollMs: 50,
  });
});

afterEach(async () => {
  await cluster.close();
  await github.close();
  await rm(directory, { recursive: true });
});

async function put(content: string): Promise<string> {
  const file = `${github.apiUrl}/repos/acme/releases/contents/db/db.json`;
  const headers = { authorization: `Bearer ${token}` };
  const { sha } = (await (await fetch(file, { headers })).json()) as { sha: string };
  const body = JSON.stringify({ message: "change", content: Buffer.from(content).toString("base64"), sha });
  const answer = await fetch(file, { method: "PUT", headers, body });
  expect(answer.status).toBe(200);
  return execFileSync("git", ["--git-dir", repository.gitDir, "rev-parse", "main"], {
    encoding: "utf8",
  }).trim();
}

test("sees a commit that someone else made", async () => {
  expect(await cluster.read("db/db.json")).toBe("one\n");
  const seen: string[] = [];
  cluster.onSync(({ revision }) => seen.push(revision));
  const revision = await put("two\n");
  await cluster.waitFor(revision, 5000);
  expect(await cluster.read("db/db.json")).toBe("two\n");
  expect(seen).toEqual([revision]);
});

test("says where it is when a commit does not come", async () => {
  await expect(cluster.waitFor("f".repeat(40), 200)).rejects.toThrow(
    `The cluster did not see ${"f".repeat(40)} within 200 ms; it is at ${cluster.revision}.`,
  );
});

test("tells of each rollout once, in one deployment for each commit", async () => {
  const notifications = {
    apiUrl: github.apiUrl,
    token: github.createToken({
      actor: "argo-cd[bot]",
      kind: "installation",
      repositories: ["acme/releases"],
      permissions: { deployments: "write", metadata: "read" },
    }),
    repository: "acme/releases",
    environment: "release-api",
  };
  const all = await startCluster({
    cloneUrl: repository.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "told"),
    pollMs: 1_000_000,
    notifications,
  });
  const revision = await put("two\n");
  await all.refresh();
  await all.refresh();
  await notify(notifications, { revision, state: "failure", message: "x".repeat(200) });
  await all.close();
  expect(github.deployments("acme/releases")).toMatchObject([
    { sha: revision, environment: "release-api", statuses: [{ state: "failure" }, { state: "success" }] },
  ]);
});
