import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  send,
  testGitHub,
  tokenFor,
  type App,
  type Installation,
  type TestGitHub,
} from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

let github: TestGitHub;
let app: App;
let acme: Installation;
let globex: Installation;
let shas: Record<string, string>;

const REPOSITORIES = ["acme/my-app", "globex/api"];

beforeAll(async () => {
  github = await testGitHub();
  for (const name of [...REPOSITORIES, "initech/web"]) {
    await github.createRepository(name, { private: true, files: { "README.md": "#" } });
  }
  const reader = tokenFor(github, REPOSITORIES, { contents: "read" });
  const head = async (name: string) =>
    (await send(`${github.apiUrl}/repos/${name}/commits/main`, { token: reader })).json.sha as string;
  shas = Object.fromEntries(await Promise.all(REPOSITORIES.map(async (name) => [name, await head(name)])));
  app = await github.createApp({ slug: "acme-bot", permissions: { statuses: "write" } });
  acme = github.installApp(app, "acme");
  globex = github.installApp(app, "globex");
  github.forgetRequests();
});
afterAll(() => github.stop());
afterEach(() => {
  github.clearFaults();
  github.suspendInstallation(globex.id, false);
  github.forgetRequests();
});

let count = 0;
const run = (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({
    action: "actions/report-commit-status",
    github,
    repository: "acme/my-app",
    sha: shas["acme/my-app"]!,
    event: { name: "push", payload: {} },
    ...step,
    inputs: { "app-id": String(app.id), "private-key": app.privateKey, context: `test ${count}`, ...inputs },
  });
afterEach(() => {
  count += 1;
});
const newest = (name: string) =>
  github.statuses(name, shas[name]!).filter((s) => s.context === `test ${count}`);
const operations = () => github.requests.map(({ operation }) => operation.replace(/^(apps|repos)\//, ""));
const both = () => REPOSITORIES.map((name) => `${name}@${shas[name]}`).join("\n");

describe("an App", () => {
  test.each([
    ["its id", () => ({ "app-id": String(app.id) })],
    ["its client id", () => ({ "app-id": app.clientId })],
    ["its key in base64", () => ({ "private-key": Buffer.from(app.privateKey).toString("base64") })],
  ])("known by %s reports with a token that is masked and revoked", async (_name, inputs) => {
    const { exitCode, masked } = await run({ state: "success", ...inputs() });
    expect(exitCode).toBe(0);
    expect(newest("acme/my-app")).toMatchObject([{ state: "success", creator: "acme-bot[bot]" }]);
    expect(operations()).toEqual([
      "get-repo-installation",
      "create-installation-access-token",
      "get-combined-status-for-ref",
      "create-commit-status",
      "revoke-installation-access-token",
    ]);
    expect(masked.some((secret) => secret.startsWith("ghs_"))).toBe(true);
  });

  test("spares the search where the installation is given", async () => {
    expect((await run({ state: "success", "installation-id": String(acme.id) })).exitCode).toBe(0);
    expect(operations()).toHaveLength(4);
    expect(operations()).not.toContain("get-repo-installation");
  });

  test("finishes with a new token of the installation that it found", async () => {
    const main = await run();
    github.forgetRequests();
    const post = await run({}, { stage: "post", state: main.state, jobStatus: "failure" });
    expect(post.exitCode).toBe(0);
    expect(newest("acme/my-app").map(({ state }) => state)).toEqual(["failure", "pending"]);
    expect(operations()).toEqual([
      "create-installation-access-token",
      "create-commit-status",
      "revoke-installation-access-token",
    ]);
    expect(JSON.stringify(main.state)).not.toContain("ghs_");
  });

  test("asks again while GitHub does not know its token yet", async () => {
    const operation = "repos/create-commit-status";
    github.inject({
      operation,
      fault: { kind: "status", status: 401, message: "Bad credentials" },
      times: 1,
    });
    expect((await run({ state: "success" })).exitCode).toBe(0);
    expect(newest("acme/my-app")).toHaveLength(1);
  });
});

describe("two organisations in one step", () => {
  test("each hear it from their own installation", async () => {
    const { exitCode } = await run({ state: "success", repositories: both() });
    expect(exitCode).toBe(0);
    for (const name of REPOSITORIES) expect(newest(name)).toMatchObject([{ creator: "acme-bot[bot]" }]);
    const tokens = github.requests.filter(({ path }) => path.endsWith("/access_tokens"));
    const asked = tokens.map(({ path }) => Number(/\d+(?=\/access)/.exec(path)?.[0]));
    expect(new Set(asked)).toEqual(new Set([acme.id, globex.id]));
  });

  test("and one suspended: the other still hears it", async () => {
    github.suspendInstallation(globex.id);
    const main = await run({ repositories: both() });
    expect(main.exitCode).toBe(1);
    expect(main.annotations).toEqual([
      {
        level: "error",
        title: "No status in globex/api",
        message: `App acme-bot cannot act in globex/api: its installation in globex is suspended. Ask an owner of globex to end the suspension at ${globex.htmlUrl}`,
      },
    ]);
    expect(main.summary).toContain("globex/api");
    const post = await run(
      { repositories: both() },
      { stage: "post", state: main.state, jobStatus: "failure" },
    );
    expect(post.exitCode).toBe(0);
    expect(newest("acme/my-app").map(({ state }) => state)).toEqual(["failure", "pending"]);
    expect(newest("globex/api")).toEqual([]);
  });
});

describe("a refusal is explained:", () => {
  const reason = async (inputs: Record<string, string>): Promise<string> => {
    const { exitCode, annotations, log } = await run({ state: "success", ...inputs });
    expect(exitCode).toBe(1);
    expect(annotations).toHaveLength(1);
    expect(log.replaceAll(/^::add-mask::.*$/gm, "")).not.toContain("PRIVATE KEY");
    return annotations[0]!.message;
  };

  test("an App that is not installed there", async () => {
    expect(await reason({ repository: "initech/web", sha: "f".repeat(40) })).toBe(
      `App acme-bot cannot act in initech/web: it is not installed there, or initech/web does not exist. Ask an owner of initech to install it at ${github.url}/apps/acme-bot/installations/new, or to add the repository to its installation.`,
    );
  });

  test("a wrong App id", async () => {
    expect(await reason({ "app-id": "999999" })).toContain(
      "GitHub answered 404, Integration not found. No App has this id",
    );
  });

  test("another App's key", async () => {
    const other = await github.createApp({ slug: `other-${count}`, permissions: { statuses: "write" } });
    expect(await reason({ "private-key": other.privateKey })).toContain(
      "A JSON web token could not be decoded. The private key does not belong to this App",
    );
  });

  test.each([[true], [false]])("a missing permission, with the installation given: %s", async (given) => {
    const poor = await github.createApp({ slug: `poor-${count}`, permissions: { contents: "read" } });
    const installation = github.installApp(poor, "acme");
    const inputs = { "app-id": String(poor.id), "private-key": poor.privateKey };
    expect(await reason({ ...inputs, ...(given && { "installation-id": String(installation.id) }) })).toBe(
      `App ${poor.slug} cannot act in acme/my-app: its installation in acme lacks statuses: write. Ask the App's owner to add the permission under "Permissions & events" in the App's settings, then an owner of acme to accept it at ${installation.htmlUrl}`,
    );
  });

  test("the installation of another account, or none", async () => {
    expect(await reason({ "installation-id": String(globex.id) })).toContain(
      `its installation ${globex.id} is in globex and does not include the repository`,
    );
    expect(await reason({ "installation-id": "123456" })).toContain("it has no installation 123456.");
  });
});
