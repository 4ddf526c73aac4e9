import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  logOf,
  resultsOf,
  runGit,
  startSandbox,
  type RunRecord,
  type Sandbox,
} from "@release-channels/sandbox";
import { runStep } from "../testing/run-step.ts";

const REPOSITORY = "acme/app";
const IMAGE = "ghcr.io/acme/release-channel-api";
const KUSTOMIZATION = "deployment/kustomization.yaml";
const HISTORY = "tools/publish/{write-history.ts,history/*.ts}";
const TEMPLATE = [
  ".releaserc.yml",
  KUSTOMIZATION,
  "scripts/node-24.sh",
  "tools/publish/next-version.sh",
  ...globSync(["actions/{update-database,pin-image}/{action.yml,dist/**}", "lib/releases/**/*.ts", HISTORY], {
    withFileTypes: true,
    exclude: ["**/*.test.ts"],
  })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)),
];
const workflow = (name: string) => readFileSync(`.github/workflows/${name}.yml`, "utf8");

let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.repository(
    Object.fromEntries(["update-database", "notify-slack", "publish"].map((name) => [name, workflow(name)])),
    {
      ...Object.fromEntries(TEMPLATE.map((path) => [path, readFileSync(path, "utf8")])),
      "db/db.json": '{ "version": 1, "releases": [] }\n',
      "apps/release-api/Dockerfile": "FROM scratch\nCOPY db /db\n",
    },
  );
  token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [REPOSITORY],
    permissions: { actions: "write", contents: "write", metadata: "read" },
  });
  // The sandbox has no Sigstore.
  sandbox.runner.setVariable(REPOSITORY, "ATTESTATIONS", "false");
});

afterAll(() => sandbox.stop());

const git = async (...args: string[]): Promise<string> =>
  (await runGit(sandbox.github.repository(REPOSITORY).gitDir, ...args)).trim();
const headlines = async () => (await git("log", "--format=%s", "main")).split("\n");
const kustomization = () => git("show", `main:${KUSTOMIZATION}`);
const tagged = (tag: string) =>
  readFileSync(join(sandbox.runner.registry, IMAGE, "tags", tag), "utf8").trim();

async function release(image: string): Promise<RunRecord> {
  return await sandbox.dispatch("update-release-channel", {
    container: "my-app",
    release_channel: "dev",
    image: `ghcr.io/acme/my-app:${image}`,
  });
}

/** Starts publish.yml by hand, and waits until everything it starts is done. */
async function publish(): Promise<RunRecord> {
  const before = sandbox.runner.runs.length;
  const path = `/repos/${REPOSITORY}/actions/workflows/publish.yml/dispatches`;
  const answer = await fetch(sandbox.github.apiUrl + path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ ref: "main" }),
  });
  expect(answer.status).toBe(204);
  await sandbox.runner.idle();
  return sandbox.runner.runs[before]!;
}

const SUCCESS = expect.objectContaining({
  "Publish / Version": "success",
  "Publish / Image": "success",
  "Publish / Pin": "success",
});

test("a release becomes a version, an image and one commit that pins it", async () => {
  const record = await release("v1");
  expect(logOf(record, "publish.version")).not.toContain("##[error]");
  expect(resultsOf(record)).toEqual(SUCCESS);
  expect(await headlines()).toEqual([
    "deploy(release-channel-api): 1.0.0",
    "release(my-app): dev → v1",
    "Initial commit",
  ]);
  const released = await git("rev-parse", "main~1");
  expect(await git("rev-parse", "api-v1.0.0")).toBe(released);
  expect(await kustomization()).toContain(
    `images:\n  - name: release-channel-api\n    newName: ${IMAGE}\n    newTag: 1.0.0\n    digest: ${tagged("1.0.0")}`,
  );
  expect(tagged(`sha-${released}`)).toBe(tagged("1.0.0"));
  expect(sandbox.runner.runs).toHaveLength(1);
  expect(
    sandbox.github.requests.filter(({ operation }) => operation === "repos/create-release"),
  ).toMatchObject([{ status: 201, actor: "github-actions[bot]" }]);
});

test("the next one is a patch, and its notes name the release", async () => {
  const record = await release("v2");
  expect(resultsOf(record)).toEqual(SUCCESS);
  expect((await headlines())[0]).toBe("deploy(release-channel-api): 1.0.1");
  expect(await kustomization()).toContain(tagged("1.0.1"));
  expect(sandbox.runner.runs).toHaveLength(2);
});

test("a release that changes nothing publishes nothing", async () => {
  const before = await git("rev-parse", "main");
  const record = await release("v2");
  expect(resultsOf(record)).toMatchObject({ "Update database": "success", Publish: "skipped" });
  expect(await git("rev-parse", "main")).toBe(before);
});

test("without a commit that asks for a version, the image is named by its commit", async () => {
  const before = await git("rev-parse", "main");
  const record = await publish();
  expect(record.run.conclusion).toBe("success");
  expect((await headlines())[0]).toBe(`deploy(release-channel-api): sha-${before}`);
  expect((await git("tag", "--list", "api-v*")).split("\n")).toEqual(["api-v1.0.0", "api-v1.0.1"]);
});

test("an older publish does not overwrite a newer one", async () => {
  const newer = `sha256:${"f".repeat(64)}`;
  const { exitCode } = await runStep({
    action: "actions/pin-image",
    github: sandbox.github,
    token,
    repository: REPOSITORY,
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    inputs: { name: "release-channel-api", image: IMAGE, digest: newer, order: "1000" },
  });
  expect(exitCode).toBe(0);
  const before = await git("rev-parse", "main");
  const record = await publish();
  expect(record.run.conclusion).toBe("success");
  expect(logOf(record, "pin")).toContain("pins a newer build: order 1000");
  expect(await git("rev-parse", "main")).toBe(before);
  expect(await kustomization()).toContain(newer);
});

test("PUBLISH=false leaves it out", async () => {
  sandbox.runner.setVariable(REPOSITORY, "PUBLISH", "false");
  const record = await release("v3");
  expect(resultsOf(record)).toMatchObject({ "Update database": "success", Publish: "skipped" });
  expect((await headlines())[0]).toBe("release(my-app): dev → v3");
});
