import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { resultsOf, startSandbox, type Sandbox } from "@release-channels/sandbox";
import { parse } from "yaml";
import { DEPLOY_CONFIG, happeningsIn, type Happenings } from "../testing/happenings.ts";
import { readTemplate } from "../testing/templates.ts";

/** Every workflow that users copy runs, as it is, on every event that it names. */
const database = JSON.stringify({
  version: 1,
  releases: ["dev", "prod"].flatMap((channel) =>
    ["my-app", "other"].map((container) => ({
      container,
      channel,
      image: `ghcr.io/acme/${container}:${channel}`,
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: "11111111-2222-4333-8444-555555555555",
    })),
  ),
});
const SHOP = globSync("tools/matrix/shop/*/*").map(
  (path) => [path.replace("tools/matrix/shop/", ""), readFileSync(path)] as const,
);
const contexts = [".", "api", "worker", "services/cart", "services/checkout", "services/search"];
const FILES = {
  ...Object.fromEntries(
    contexts.map((folder) => [`${folder}/Dockerfile`.replace("./", ""), "FROM scratch\nCOPY . /\n"]),
  ),
  ...Object.fromEntries(SHOP),
  "db/db.json": database,
};

/** What a form's required fields are filled in with, or what calls it. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "promote-release": { containers: "my-app", from: "dev", to: "prod" },
  "retire-release": { containers: "other", reason: "gone" },
  "rollback-release": { containers: "my-app", channel: "prod", unpin: "true" },
  "update-database": { container: "my-app", release_channel: "dev", image: "ghcr.io/acme/my-app:new" },
};

const paths = [...globSync("workflows-templates/*.yml"), ...globSync("examples/*/.github/workflows/*.yml")];
const nameOf = (path: string): string =>
  path.startsWith("examples/") ? (path.split("/")[1] ?? "") : basename(path, ".yml");
const cases = paths.sort().flatMap((path) => {
  const { on } = parse(readFileSync(path, "utf8")) as {
    on: Record<string, { readonly tags?: unknown } | null>;
  };
  return Object.entries(on).flatMap(([event, filter]) => [
    [path, event] as const,
    ...(filter?.tags === undefined ? [] : [[path, "push of a tag"] as const]),
  ]);
});

let sandbox: Sandbox;
let happen: Happenings;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { github, runner } = sandbox;
  const suite = globSync([
    "actions/*/{action.yml,dist/*}",
    ".github/workflows/{notify-slack,preview-environment,release-data-prep}.yml",
  ]);
  const files = Object.fromEntries(suite.map((path) => [path, readFileSync(path)]));
  await github.createRepository("acme/releases", { files });
  await github.createBranch("acme/releases", "v1");
  const grant = { actor: "octocat", kind: "pat" } as const;
  const repositories = paths.map((path) => `acme/${nameOf(path)}`);
  happen = happeningsIn(
    sandbox,
    github.createToken({
      ...grant,
      repositories,
      permissions: { actions: "write", contents: "write", workflows: "write" },
    }),
  );
  const pat = github.createToken({
    ...grant,
    repositories: ["acme/releases"],
    permissions: { contents: "write" },
  });
  for (const path of paths) {
    const repository = `acme/${nameOf(path)}`;
    const workflow = { [`.github/workflows/${basename(path)}`]: await readTemplate(path) };
    await github.createRepository(repository, { files: { ...FILES, ...workflow, ...callerOf(path) } });
    runner.setSecret(repository, "RELEASE_API_PAT", pat);
  }
});
afterAll(() => sandbox.stop());

/** Who calls what can be called: on a push, as a build does. */
function callerOf(path: string): Readonly<Record<string, string>> {
  const { on } = parse(readFileSync(path, "utf8")) as { on: object };
  if (!("workflow_call" in on)) return {};
  const job = {
    permissions: { "id-token": "write" },
    uses: `./.github/workflows/${basename(path)}`,
    secrets: "inherit",
  };
  return { ".github/workflows/caller.yml": JSON.stringify({ on: "push", jobs: { call: job } }) };
}

const happenings: Readonly<Record<string, (repository: string, path: string) => Promise<unknown>>> = {
  push: (repository) => happen.put(repository, { path: "touched", text: "x" }),
  workflow_call: (repository) => happen.put(repository, { path: "touched", text: "x" }),
  "push of a tag": (repository) => happen.pushTag(repository, "v1.2.3"),
  workflow_dispatch: (repository, path) =>
    happen.ask("POST", `${repository}/actions/workflows/${basename(path)}/dispatches`, {
      ref: "main",
      inputs: INPUTS[nameOf(path)] ?? {},
    }),
  repository_dispatch: (repository) =>
    happen.ask("POST", `${repository}/dispatches`, {
      event_type: "update-release-channel",
      client_payload: { container: "my-app", release_channel: "dev", image: "ghcr.io/acme/my-app:newest" },
    }),
  pull_request: async (repository) => {
    const number = await happen.openRequest(repository, DEPLOY_CONFIG);
    await sandbox.runner.idle();
    await sandbox.github.closePullRequest(repository, number);
  },
  merge_group: async (repository) => {
    const change = { path: "queued", text: "y", branch: "queued" };
    const number = await happen.openRequest(repository, change);
    await sandbox.runner.idle();
    await sandbox.github.queuePullRequest(repository, number);
  },
};

test.each(cases)("%s runs on %s", async (path, event) => {
  const before = sandbox.runner.runs.length;
  await happenings[event]!(`acme/${nameOf(path)}`, path);
  await sandbox.runner.idle();
  const name = event.startsWith("push") || event === "workflow_call" ? "push" : event;
  const records = sandbox.runner.runs.slice(before).filter(({ run }) => run.event.name === name);
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    const log = record.jobs.map((job) => job.log).join("\n");
    expect({ conclusion: record.run.conclusion, log }).toEqual({ conclusion: "success", log });
    expect(Object.values(resultsOf(record))).toContain("success");
  }
});
