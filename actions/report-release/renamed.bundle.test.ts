import { afterAll, expect, test } from "@jest/globals";
import { runGit, testGitHub } from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

/** A build's dispatch, and its source repository: since then, it has got another name, which the token does not know. */
const github = await testGitHub();
const files = { "README.md": "#" };
await github.createRepository("acme/releases", { private: true, files });
const source = await github.createRepository("globex/my-app", { private: true, files });
await github.createRepository("globex/other", { private: true, files });
const app = await github.createApp({
  slug: "acme-bot",
  permissions: { statuses: "write", deployments: "write", contents: "write" },
});
github.installApp(app, "globex");
const sha = (await runGit(source.gitDir, "rev-parse", "main")).trim();
const pat = github.createToken({
  actor: "octocat",
  kind: "pat",
  repositories: ["acme/releases"],
  permissions: { contents: "write", metadata: "read" },
});
const payload = await dispatched();
github.renameRepository("globex/my-app", "shop");
afterAll(() => github.stop());

/** What trigger-dispatch sends for two containers in two channels. */
async function dispatched(): Promise<Readonly<Record<string, unknown>>> {
  const sent: Readonly<Record<string, unknown>>[] = [];
  const stop = github.onEvent(({ payload: event }) => {
    const received = event["client_payload"];
    if (typeof received === "object" && received !== null) sent.push({ ...received });
  });
  await runStep({
    action: "actions/trigger-dispatch",
    github,
    repository: "globex/my-app",
    sha,
    event: { name: "push", payload: {} },
    idToken: true,
    inputs: {
      repository: "acme/releases",
      token: pat,
      provenance: "required",
      releases:
        '[{ container: api, channel: dev, image: "api:v1" }, { container: web, channel: stage, image: "web:v1" }]',
    },
  });
  stop();
  return sent[0] ?? {};
}

const result = (container: string, channel: string, outcome: string) => ({
  container,
  channel,
  outcome,
  reason: outcome === "held" ? "frozen" : "",
  before: null,
  after: `${container}:v1`,
});

function step(
  fields: Partial<Step> = {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  return runStep({
    action: "actions/report-release",
    github,
    repository: "acme/releases",
    event: { name: "repository_dispatch", payload: { client_payload: payload } },
    inputs: { "app-id": app.clientId, "private-key": app.privateKey, ...inputs },
    ...fields,
  });
}

/** Both stages, and what the App's tokens were for in each. */
async function report(
  results: readonly object[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<{ readonly results: readonly StepResult[]; readonly grants: readonly (readonly string[])[] }> {
  github.forgetRequests();
  const main = await step({}, inputs);
  const begun = grants();
  github.forgetRequests();
  const post = await step(
    { stage: "post", state: main.state },
    {
      ...inputs,
      results: JSON.stringify(results),
      "commit-url": "https://github.test/acme/releases/commit/1",
    },
  );
  return { results: [main, post], grants: [begun, grants()] };
}

/** `globex/shop statuses`, each once. */
function grants(): readonly string[] {
  const found = github.requests.flatMap(({ grant }) =>
    grant?.kind === "installation"
      ? [`${grant.repositories.join(",")} ${Object.keys(grant.permissions).sort().join(",")}`]
      : [],
  );
  return [...new Set(found)];
}

const statuses = (repository: string) =>
  github.statuses(repository, sha).map(({ context, state }) => `${context} ${state}`);

test("a renamed source is told under its new name, with a token for it alone, which may deploy only where it was released", async () => {
  const { results, grants } = await report([result("api", "dev", "applied"), result("web", "stage", "held")]);
  expect(results.map(({ exitCode, annotations }) => [exitCode, annotations])).toEqual([
    [0, []],
    [0, []],
  ]);
  expect(statuses("globex/shop").toSorted()).toEqual([
    "release/dev pending",
    "release/dev success",
    "release/stage failure",
    "release/stage pending",
  ]);
  expect(
    github.deployments("globex/shop").map(({ environment, sha: deployed }) => [environment, deployed]),
  ).toEqual([["dev", sha]]);
  expect(grants).toEqual([["globex/shop metadata,statuses"], ["globex/shop deployments,metadata,statuses"]]);
});

test.each<[string, readonly object[], Readonly<Record<string, string>>]>([
  ["was rejected", [result("api", "dev", "rejected"), result("web", "stage", "rejected")], {}],
  ["was held or is there already", [result("api", "dev", "held"), result("web", "stage", "unchanged")], {}],
  ["was not decided", [], {}],
  ["is reported without deployments", [result("api", "dev", "applied")], { deployments: "false" }],
])("what %s needs no permission to deploy", async (_name, results, inputs) => {
  const { grants } = await report(results, inputs);
  expect(grants).toEqual([["globex/shop metadata,statuses"], ["globex/shop metadata,statuses"]]);
});

test("whoever has taken the source's name is told nothing, though the App reaches them and they have the commit", async () => {
  const taken = await github.createRepository("globex/my-app", { private: true, files });
  await runGit(taken.gitDir, "fetch", "--quiet", source.gitDir, "+refs/heads/main:refs/heads/main");
  const { results } = await report([result("api", "dev", "applied")]);
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(results.flatMap(({ annotations }) => annotations).map(({ level }) => level)).toContain("warning");
  expect([statuses("globex/my-app"), github.deployments("globex/my-app")]).toEqual([[], []]);
});
