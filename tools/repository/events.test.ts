import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startSandbox, type RunRecord, type Sandbox } from "@release-channels/sandbox";
import { parse } from "yaml";
import { freePort } from "../../lib/http/testing/free-port.ts";
import { DEPLOY_CONFIG, happeningsIn, type Happenings } from "../testing/happenings.ts";
import { readTemplate } from "../testing/templates.ts";

/** An example's placeholder for somebody's commit. */
const SOME_SHA = "1a2b3c4d".repeat(5);
const CHANNELS = ["dev", "prod", "stage"];
const database = (tag: string): string =>
  JSON.stringify({
    version: 1,
    releases: CHANNELS.map((channel) => ({
      container: "my-app",
      channel,
      image: `ghcr.io/acme/my-app:${channel === "dev" ? "next" : tag}`,
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: `11111111-2222-4333-8444-${tag.slice(1).padStart(12, "0")}`,
    })),
  });
const FILES = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  "db/db.json": database("v1"),
  "deployment/kustomization.yaml": "kind: Kustomization\nresources: [base]\n",
};

/** The workflows that the actions' pages show, by the repository that each runs in here. */
const examples = new Map(
  globSync("actions/*/examples/*.yml")
    .sort()
    .map((path) => [`acme/${path.split("/")[1]}-${basename(path, ".yml")}`, path] as const),
);
const cases = [...examples].flatMap(([repository, path]) => {
  const { on } = parse(readFileSync(path, "utf8")) as { on: string | object };
  const events = typeof on === "string" ? [on] : Object.keys(on);
  return events.map((event) => [path, event, repository] as const);
});

/** A deploy server that knows nothing: apps/deploy-server's own tests run the action against the real one. */
const deploys = createServer((_request, response) => {
  response.writeHead(404, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ status: 404, detail: "There is no app my-app here." }));
});

let sandbox: Sandbox;
let happen: Happenings;

beforeAll(async () => {
  const deploysPort = await freePort();
  await once(deploys.listen(deploysPort, "127.0.0.1"), "listening");
  sandbox = await startSandbox();
  const { github, runner } = sandbox;
  const bundles = globSync("actions/*/{action.yml,dist/*}");
  const files = Object.fromEntries(bundles.map((path) => [path, readFileSync(path)]));
  await github.createRepository("acme/releases", { files });
  await github.createBranch("acme/releases", "v1");
  await github.createRepository("globex/their-app", { files: FILES });
  const permissions = {
    actions: "write",
    contents: "write",
    deployments: "write",
    statuses: "write",
  } as const;
  const pat = { actor: "octocat", kind: "pat", permissions } as const;
  const token = github.createToken({
    ...pat,
    repositories: [...examples.keys(), "globex/their-app"],
  });
  happen = happeningsIn(sandbox, token);
  const app = await github.createApp({ slug: "acme-bot", permissions });
  const theirs = await happen.put("globex/their-app", { path: "touched", text: "x" });
  for (const [repository, path] of examples) {
    const workflow = (await readTemplate(path))
      .replace(SOME_SHA, theirs)
      .replace("https://deploys.acme.dev", `http://127.0.0.1:${deploysPort}`)
      .replace(/acme\/my-app$/m, repository);
    await github.createRepository(repository, {
      files: { ...FILES, [`.github/workflows/${basename(path)}`]: workflow },
    });
    for (const name of ["RELEASE_APP", "STATUS_APP"]) {
      runner.setVariable(repository, `${name}_ID`, String(app.id));
      runner.setSecret(repository, `${name}_PRIVATE_KEY`, app.privateKey);
    }
    runner.setSecret(
      repository,
      "RELEASE_API_PAT",
      github.createToken({ ...pat, repositories: ["acme/releases"] }),
    );
    // Nobody listens there.
    runner.setVariable(repository, "PRODUCTION_HEALTH", "http://127.0.0.1:9/");
  }
  for (const account of ["acme", "globex"]) github.installApp(app, account);
});
afterAll(async () => {
  deploys.close();
  await sandbox.stop();
});

/** What a form has to be filled with. */
const INPUTS: Readonly<Record<string, object>> = { "2-by-hand.yml": { "config-sha": SOME_SHA } };

/** Makes each event happen, as GitHub does. */
const happenings: Readonly<Record<string, (repository: string, file: string) => Promise<unknown>>> = {
  push: (repository) => happen.put(repository, { path: "touched", text: "x" }),
  schedule: (repository, file) =>
    sandbox.github.schedule(repository, `.github/workflows/${file}`, "0 3 * * *"),
  workflow_dispatch: (repository, file) =>
    happen.ask("POST", `${repository}/actions/workflows/${file}/dispatches`, {
      ref: "main",
      inputs: repository.includes("/deploy-") ? (INPUTS[file] ?? {}) : {},
    }),
  pull_request: async (repository) => {
    const change = repository.includes("deploy-configs")
      ? DEPLOY_CONFIG
      : { path: "db/db.json", text: database("v3") };
    const number = await happen.openRequest(repository, change);
    await sandbox.runner.idle();
    await sandbox.github.closePullRequest(repository, number);
  },
  repository_dispatch: (repository) =>
    happen.ask("POST", `${repository}/dispatches`, {
      event_type: "update-release-channel",
      client_payload: { container: "my-app", release_channel: "dev", image: "ghcr.io/acme/my-app:newest" },
    }),
  deployment_status: async (repository) => {
    const deployment = { ref: "main", environment: "release-api", auto_merge: false, required_contexts: [] };
    const { id } = (await happen.ask("POST", `${repository}/deployments`, deployment)) as {
      readonly id: number;
    };
    await happen.ask("POST", `${repository}/deployments/${id}/statuses`, { state: "success" });
  },
};

/** The result of an example's own text: it requires a proof that this dispatch lacks, or a server that knows the app. */
const REFUSED: Readonly<Record<string, string>> = {
  "actions/deploy/examples/1-after-build.yml": "There is no app my-app here.",
  "actions/deploy/examples/2-by-hand.yml": "There is no app my-app here.",
  "actions/update-database/examples/1-dispatches.yml": "needs provenance, but the dispatch has none",
};

/** Our steps of a run, with how each ended. */
const ownSteps = ({ jobs }: RunRecord): readonly string[] =>
  jobs.flatMap(({ steps }) =>
    steps.filter(({ name }) => name.includes("acme/releases/")).map(({ outcome }) => outcome),
  );

let count = 1;

test.each(cases)("%s runs on %s", async (path, event, repository) => {
  // A rollback goes back to what ran before this; elsewhere, the workflow would run once more.
  if (path.startsWith("actions/rollback-release/")) {
    await happen.put(repository, { path: "db/db.json", text: database(`v${(count += 1)}`) });
    await sandbox.runner.idle();
  }
  const before = sandbox.runner.runs.length;
  await happenings[event]!(repository, basename(path));
  await sandbox.runner.idle();
  const records = sandbox.runner.runs.slice(before).filter(({ run }) => run.event.name === event);
  expect(records.length).toBeGreaterThan(0);
  const logs = records.flatMap(({ jobs }) => jobs.map(({ log }) => log)).join("\n");
  const refused = REFUSED[path];
  if (refused !== undefined) {
    expect(logs).toContain(refused);
    return;
  }
  const outcomes = records.flatMap(ownSteps);
  expect({ outcomes, logs }).toEqual({
    outcomes: outcomes.map((outcome) => (outcome === "skipped" ? outcome : "success")),
    logs,
  });
  expect(outcomes).toContain("success");
});
