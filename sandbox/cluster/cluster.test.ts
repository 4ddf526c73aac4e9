import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { GitHub, Repository } from "../github/model.ts";
import { startGitHub } from "../github/start.ts";
import { notify } from "./notifications.ts";
import { startCluster, type Cluster } from "./start.ts";

const KUSTOMIZATION = "kind: Kustomization\nmetadata: { annotations: { order: '1' } }\nimages: []\n";

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
    files: {
      "db/db.json": "one\n",
      "deployment/kustomization.yaml": KUSTOMIZATION,
      "README.md": "",
    },
  });
  token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/releases", "acme/served"],
    permissions: { contents: "write", metadata: "read" },
  });
  cluster = await startCluster({
    cloneUrl: repository.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "cluster"),
    pollMs: 50,
    folder: "db",
  });
});

afterEach(async () => {
  await cluster.close();
  await github.close();
  await rm(directory, { recursive: true });
});

async function put(content: string, name = "acme/releases", path = "db/db.json"): Promise<string> {
  const file = `${github.apiUrl}/repos/${name}/contents/${path}`;
  const headers = { authorization: `Bearer ${token}` };
  const { sha } = (await (await fetch(file, { headers })).json()) as { sha: string };
  const body = JSON.stringify({ message: "change", content: Buffer.from(content).toString("base64"), sha });
  const answer = await fetch(file, { method: "PUT", headers, body });
  expect(answer.status).toBe(200);
  return execFileSync("git", ["--git-dir", github.repository(name).gitDir, "rev-parse", "main"], {
    encoding: "utf8",
  }).trim();
}

test("sees a commit that someone else made", async () => {
  expect(await cluster.read("db/db.json")).toBe("one\n");
  const seen: string[] = [];
  cluster.onSync(({ revision }) => seen.push(revision));
  const revision = await put("two\n");
  await cluster.waitFor(revision);
  expect(await cluster.read("db/db.json")).toBe("two\n");
  expect(seen).toEqual([revision]);
});

test("says where it is when it is closed before a commit arrives", async () => {
  const waited = cluster.waitFor("f".repeat(40));
  const [reason] = await Promise.allSettled([waited, cluster.close()]);
  expect(reason).toMatchObject({
    reason: { message: `The cluster was closed; it is at ${cluster.revision}.` },
  });
});

/** Too busy for the first three reloads after each start, like a release API on a busy machine; refuses "bad". */
const API = `
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
let reloads = 0;
const server = createServer(({ url }, response) => {
  const isBad = readFileSync("db/db.json", "utf8").startsWith("bad");
  response.statusCode = url === "/v1/reload" && ++reloads <= 3 ? 503 : isBad ? 422 : 200;
  response.end(\`\${url} after \${reloads} reloads\`);
}).listen(0, "127.0.0.1", () => console.log(\`listening at http://127.0.0.1:\${server.address().port}\`));
`;

test("waits for an overloaded release API, and continues after a refusal", async () => {
  const api = await github.createRepository("acme/served", {
    private: true,
    files: {
      "db/db.json": "good\n",
      "apps/release-api/main.ts": API,
      "package.json": '{ "type": "module" }',
    },
  });
  const served = await startCluster({
    cloneUrl: api.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "served"),
    pollMs: 50,
    folder: "db",
    releaseApi: { packages: join(directory, "no-packages"), githubUrl: github.url },
  });
  expect(await served.ask("/x")).toEqual({ status: 200, text: "/x after 4 reloads" });
  const bad = await put("bad\n", "acme/served");
  await expect(served.waitFor(bad)).rejects.toThrow(
    /^The cluster cannot pull: The release API refuses the checkout: 422 .* it is at [0-9a-f]{40}\.$/,
  );
  const good = await put("good again\n", "acme/served");
  while (served.revision !== good) await served.waitFor(good).catch(() => undefined);
  expect(await served.read("db/db.json")).toBe("good again\n");
  await served.close();
});

test("reports each rollout once, in one deployment per commit", async () => {
  const notifications = {
    apiUrl: github.apiUrl,
    token: github.createToken({
      actor: "argo-cd[bot]",
      kind: "installation",
      repositories: ["acme/releases"],
      permissions: { deployments: "write", metadata: "read", statuses: "write" },
    }),
    repository: "acme/releases",
    application: "release-channel-api",
    environment: "release-api",
    argoCdUrl: "https://argocd.acme.dev",
  };
  const all = await startCluster({
    cloneUrl: repository.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "told"),
    pollMs: 1_000_000,
    folder: "db",
    notifications,
  });
  const revision = await put("two\n");
  await all.refresh();
  await all.refresh();
  await notify(notifications, { revision, state: "failure", message: "x".repeat(200) });
  await all.close();
  expect(github.deployments("acme/releases")).toMatchObject([
    {
      sha: revision,
      environment: "release-api",
      statuses: [{ state: "failure" }, { state: "success" }, { state: "in_progress" }],
    },
  ]);
  const [cut, ...before] = github.statuses("acme/releases", revision);
  expect(cut).toMatchObject({
    context: "argocd/release-channel-api",
    state: "failure",
    description: `${"x".repeat(137)}...`,
    targetUrl: "https://argocd.acme.dev/applications/argocd/release-channel-api",
  });
  expect(before.map(({ state, description }) => [state, description])).toEqual([
    ["success", "release-channel-api is synced and healthy"],
    ["pending", "Argo CD is syncing release-channel-api"],
  ]);
});

test("reports nothing for a commit that leaves the manifests unchanged", async () => {
  const notifications = {
    apiUrl: github.apiUrl,
    token: github.createToken({
      actor: "argo-cd[bot]",
      kind: "installation",
      repositories: ["acme/releases"],
      permissions: { deployments: "write", metadata: "read", statuses: "write" },
    }),
    repository: "acme/releases",
    application: "release-channel-api",
    environment: "release-api",
    argoCdUrl: "https://argocd.acme.dev",
  };
  const argo = await startCluster({
    cloneUrl: repository.cloneUrl,
    branch: "main",
    token,
    directory: join(directory, "quiet"),
    pollMs: 1_000_000,
    folder: "deployment",
    notifications,
  });
  const told: (string | undefined)[] = [];
  for (const [path, text] of [
    ["db/db.json", "two\n"],
    ["README.md", "more\n"],
    ["deployment/kustomization.yaml", `# A comment.\n${KUSTOMIZATION.replace("'1'", "'2'")}`],
    ["deployment/kustomization.yaml", KUSTOMIZATION.replace("[]", "[{ name: x, digest: 'sha256:1' }]")],
  ] as const) {
    const revision = await put(text, "acme/releases", path);
    await argo.refresh();
    expect(argo.revision).toBe(revision);
    told.push(github.deployments("acme/releases")[0]?.sha);
  }
  await argo.close();
  expect(told).toEqual([undefined, undefined, undefined, argo.revision]);
});
