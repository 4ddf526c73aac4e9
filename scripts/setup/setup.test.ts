import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { authenticated, runGit, startSandbox, type App, type Sandbox } from "@release-channels/sandbox";
import { runScript, type ScriptResult } from "./run-script.ts";

const RELEASES = "Foo/releases-2";
const SOURCE = "Foo/My-App";
const PAT = "github_pat_for_releases";
const FILES = [
  ...globSync("{.github/workflows,workflows-templates,deployment/argocd}/*.{yml,yaml}"),
  ...globSync("scripts/setup-*.sh"),
  ...globSync("scripts/setup/*.{sh,mjs}"),
  ...["action.yml", "dist/index.js", "dist/package.json"].map((file) => `actions/update-database/${file}`),
  "db/policy.schema.json",
];
const TOOLS =
  "basename bash cat cmp curl cut diff dirname git grep jq mkdir mktemp rm sed sort tail tr".split(" ");
const PERMISSIONS = {
  administration: "write",
  actions: "read",
  contents: "write",
  environments: "write",
  secrets: "write",
  variables: "write",
} as const;

let sandbox: Sandbox;
let folder: string;
let token: string;
let app: App;
let reporter: App;
let clone: string;
let source: string;
let key: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { github } = sandbox;
  folder = await mkdtemp(join(tmpdir(), "setup-"));
  const files = Object.fromEntries(FILES.map((path) => [path, readFileSync(path, "utf8")]));
  await github.createRepository(RELEASES, {
    private: true,
    files: {
      ...files,
      ".github/CODEOWNERS": "* @acme/platform\n",
      "db/db.json": '{ "version": 1, "releases": [] }\n',
    },
  });
  await github.createRepository(SOURCE, { private: true, files: { "README.md": "" } });
  token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, SOURCE],
    permissions: PERMISSIONS,
  });
  app = await github.createApp({ slug: "releaser", permissions: { contents: "write", actions: "read" } });
  github.installApp(app, "Foo");
  reporter = await github.createApp({
    slug: "reporter",
    permissions: { deployments: "write", statuses: "write" },
  });
  [clone, source, key] = [join(folder, "releases"), join(folder, "source"), join(folder, "app.pem")];
  for (const [name, target] of [
    [RELEASES, clone],
    [SOURCE, source],
  ] as const) {
    await runGit(folder, "clone", "--quiet", authenticated(github.repository(name).cloneUrl, token), target);
    await runGit(target, "remote", "set-url", "origin", github.repository(name).cloneUrl);
  }
  // What `npm install` brings, for sealing.
  symlinkSync(join(process.cwd(), "node_modules"), join(clone, "node_modules"));
  writeFileSync(join(clone, ".git/info/exclude"), "node_modules\n");
  writeFileSync(key, app.privateKey);
  writeFileSync(join(folder, "reporter.pem"), reporter.privateKey);
  writeFileSync(join(folder, "pat"), `${PAT}\n`);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ScriptResult> =>
  runScript(join(clone, "scripts", script), args, { cwd: clone, env: { GH_TOKEN: token, ...env } });
const setUp = (...args: string[]): Promise<ScriptResult> =>
  run("setup-gitops.sh", [
    "--app-id",
    String(app.id),
    "--private-key-file",
    key,
    "--report-app-id",
    String(reporter.id),
    "--report-private-key-file",
    join(folder, "reporter.pem"),
    "--container",
    `my-app=${SOURCE}`,
    "--channels",
    "dev,prod",
    "--clusters",
    "eu=prod,test=stage",
    ...args,
  ]);
/** A PATH with what the scripts need, and neither gh nor Node. */
const bareTools = (name: string): string => {
  const bin = join(folder, name);
  mkdirSync(bin);
  for (const tool of TOOLS) {
    const path = execFileSync("bash", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    symlinkSync(path, join(bin, tool));
  }
  return bin;
};
/** What a command asks kubectl, where Argo CD knows the clusters eu, eu-2 and test. */
const withKubectl = async (command: string): Promise<readonly string[]> => {
  const bin = await mkdtemp(join(folder, "kubectl-"));
  const items = ["eu", "eu-2", "test"].map((name, index) => ({
    metadata: { name: `cluster-${index + 1}` },
    data: { name: Buffer.from(name).toString("base64") },
  }));
  writeFileSync(join(bin, "secrets.json"), JSON.stringify({ items }));
  const kubectl = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${bin}/asked'\n[ "$3" = label ] || cat '${bin}/secrets.json'\n`;
  writeFileSync(join(bin, "kubectl"), kubectl, { mode: 0o755 });
  execFileSync("bash", ["-euc", command], { env: { PATH: `${bin}:${process.env["PATH"]}` } });
  return readFileSync(join(bin, "asked"), "utf8").trimEnd().split("\n");
};
const told = ({ stdout }: ScriptResult, verb: string): readonly string[] =>
  [...stdout.matchAll(new RegExp(`^${verb}: +(.*)$`, "gm"))].map(([, what = ""]) => what);
const writes = () => sandbox.github.requests.filter(({ method }) => method !== "GET");
const read = (path: string): string => readFileSync(join(clone, path), "utf8");

describe("setup-gitops.sh", () => {
  let dry: ScriptResult;
  let first: ScriptResult;

  test("--dry-run changes nothing and shows each request and file", async () => {
    sandbox.github.forgetRequests();
    dry = await setUp("--dry-run");
    expect(dry).toMatchObject({ exitCode: 0, stderr: "" });
    expect(writes()).toEqual([]);
    expect(await runGit(clone, "status", "--porcelain")).toBe("");
    expect(dry.stdout).toContain(
      `       PUT /repos/${RELEASES}/actions/permissions/access {"access_level":"organization"}\n`,
    );
    const [named = ""] =
      /^ +repoURL: .*\n/m.exec(readFileSync("deployment/argocd/application.yaml", "utf8")) ?? [];
    expect(dry.stdout).toContain(`       -${named}`);
    expect(dry.stdout).toContain(
      `Dry run: nothing was changed; ${told(dry, "would").length} changes would be made.\n`,
    );
  });

  test("makes exactly what the dry run told", async () => {
    first = await setUp();
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(first, "done")).toEqual(told(dry, "would"));
    expect(told(first, "done").length).toBeGreaterThan(12);
  });

  test("writes the files for these names", () => {
    const page = sandbox.github.repository(RELEASES).htmlUrl;
    const { id } = sandbox.github.repository(SOURCE);
    expect(JSON.parse(read("db/policy.json"))).toEqual({
      $schema: "./policy.schema.json",
      version: 1,
      channels: ["dev", "prod"],
      containers: { "my-app": { image: "ghcr.io/foo/my-app", repository: { name: SOURCE, id } } },
    });
    for (const file of ["application", "applicationset", "project"]) {
      expect(read(`deployment/argocd/${file}.yaml`)).toContain(` ${page}\n`);
    }
    for (const path of globSync("{workflows-templates,deployment/argocd}/*.{yml,yaml}", { cwd: clone })) {
      expect(read(path)).not.toContain("acme/releases");
    }
    expect(read("workflows-templates/update-release-channel.yml")).toContain(
      `uses: ${RELEASES}/actions/trigger-dispatch@v1\n`,
    );
  });

  test("leaves whole comments", () => {
    for (const path of globSync("workflows-templates/*.yml", { cwd: clone })) {
      expect(read(path)).not.toMatch(/^# Replace acme|^#\n#\n/m);
    }
    expect(read("workflows-templates/release-data-prep.yml")).toContain(
      "\n# Replace the commands with yours,",
    );
  });

  test("names the actions anew where they have moved", async () => {
    await setUp("--actions", "Foo/moved");
    for (const path of globSync("workflows-templates/*.yml", { cwd: clone })) {
      expect(read(path)).not.toMatch(/uses: Foo\/releases-2\//);
    }
    await setUp();
  });

  test("makes the settings on GitHub", () => {
    const settings = sandbox.github.settings(RELEASES);
    expect(settings.accessLevel).toBe("organization");
    expect(settings.variables.get("RELEASE_APP_ID")?.value).toBe(String(app.id));
    expect(settings.variables.get("REPORT_APP_ID")?.value).toBe(String(reporter.id));
    // No secret that every branch's workflow could read.
    expect([...settings.secrets.keys()]).toEqual([]);
    const environments = [...settings.environments.values()].map(({ name, branches, secrets }) => ({
      name,
      branches: branches?.map((policy) => policy.name),
      secrets: Object.fromEntries([...secrets.values()].map((secret) => [secret.name, secret.value])),
    }));
    const reports = { REPORT_APP_PRIVATE_KEY: reporter.privateKey };
    expect(environments).toEqual([
      {
        name: "releases",
        branches: ["main"],
        secrets: { ...reports, RELEASE_APP_PRIVATE_KEY: app.privateKey },
      },
      { name: "reports", branches: ["main"], secrets: reports },
    ]);
    const rulesets = [...settings.rulesets.values()];
    expect(rulesets.map(({ target, include }) => [target, ...include])).toEqual([
      ["branch", "~DEFAULT_BRANCH"],
      ["tag", "refs/tags/v*", "refs/tags/api-v*"],
    ]);
    expect(rulesets[0]?.rules).toContainEqual({
      type: "pull_request",
      parameters: expect.objectContaining({
        require_code_owner_review: true,
        required_approving_review_count: 1,
      }),
    });
    for (const { bypassActors } of rulesets) {
      expect(bypassActors).toContainEqual({
        actor_id: app.id,
        actor_type: "Integration",
        bypass_mode: "always",
      });
    }
  });

  test("tells what is left to a person", () => {
    expect(first.stdout).toContain("- Commit the files on a branch, push it and open a pull request");
    expect(first.stdout).toContain("-f deployment/argocd/applicationset.yaml\n");
    expect(first.stdout).toContain("git tag v1 && git push origin v1");
    expect(first.stdout).toContain("- Name your team in .github/CODEOWNERS: it still says @acme/platform");
    expect(first.stdout).toContain("- Store a fine-grained token with contents: write on Foo/releases-2");
    expect(first.stdout).toContain("- Try it: scripts/test-dispatch.sh hello dev ghcr.io/foo/hello:v1 (");
  });

  test.each([
    ["eu", "cluster-1 release-channels/overlay=prod"],
    ["test", "cluster-3 release-channels/overlay=stage"],
  ])("tells a command that labels the cluster %s and leaves its other labels", async (cluster, labelled) => {
    const [, command = ""] =
      new RegExp(`^- Label the cluster ${cluster}: (.*)$`, "m").exec(first.stdout) ?? [];
    expect(await withKubectl(command)).toEqual([
      "-n argocd get secrets -l argocd.argoproj.io/secret-type=cluster -o json",
      `-n argocd label --overwrite secret ${labelled}`,
    ]);
  });

  test("the guide's command labels that cluster", async () => {
    const [, block = ""] =
      /```sh\n( *secret="\$\(kubectl [^]*?)```/.exec(readFileSync("docs/deployment.md", "utf8")) ?? [];
    expect((await withKubectl(block.replaceAll("my-cluster", "eu"))).at(-1)).toBe(
      "-n argocd label --overwrite secret cluster-1 release-channels/overlay=prod",
    );
  });

  test("changes nothing the second time and says so", async () => {
    sandbox.github.forgetRequests();
    const before = await runGit(clone, "diff");
    const again = await setUp();
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(again, "done")).toEqual([]);
    expect(again.stdout).toContain(`Nothing to change: ${RELEASES} is set up.\n`);
    expect(writes()).toEqual([]);
    expect(await runGit(clone, "diff")).toBe(before);
  });

  test("mends what was changed since, and keeps what people added", async () => {
    const settings = sandbox.github.settings(RELEASES);
    const [ruleset] = settings.rulesets.values();
    settings.rulesets.set(ruleset!.id, { ...ruleset!, enforcement: "disabled" });
    settings.variables.set("RELEASE_APP_ID", { ...settings.variables.get("RELEASE_APP_ID")!, value: "1" });
    const policy = { ...JSON.parse(read("db/policy.json")), allow_unlisted: false };
    policy.containers["my-app"].refs = { prod: ["main"] };
    writeFileSync(join(clone, "db/policy.json"), JSON.stringify(policy));
    const again = await setUp();
    expect(told(again, "done")).toEqual([
      "change the variable RELEASE_APP_ID",
      'change the ruleset "Release channels: default branch"',
    ]);
    expect(JSON.parse(read("db/policy.json"))).toEqual(policy);
    expect(again.stdout).toContain('- Try it: run the workflow "Update database" by hand');
    expect(settings.rulesets.get(ruleset!.id)?.enforcement).toBe("active");
  });

  test("limits an environment that was open, and tells of other branches and of a key that all can read", async () => {
    const settings = sandbox.github.settings(RELEASES);
    const [releases, reports] = [...settings.environments.values()];
    settings.environments.set("releases", {
      ...releases!,
      branches: [...releases!.branches!, { id: 1, name: "feature/*" }],
    });
    settings.environments.set("reports", { ...reports!, branches: undefined });
    const kept = {
      name: "RELEASE_APP_PRIVATE_KEY",
      value: "old",
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    settings.secrets.set(kept.name, kept);
    const again = await setUp();
    expect(told(again, "done")).toEqual([
      "limit the environment reports to named branches",
      "let jobs of main use the environment reports",
    ]);
    expect(again.stdout).toContain("- The environment releases lets jobs of feature/* use its secrets");
    expect(again.stdout).toContain("- Delete the repository's own secret RELEASE_APP_PRIVATE_KEY at ");
    settings.environments.set("releases", releases!);
    settings.secrets.delete(kept.name);
  });

  test("tells of a key that the organisation shares, also behind a page of others, and not of one of nearly that name", async () => {
    const { sharedSecrets } = sandbox.github.settings(RELEASES);
    const share = (name: string) =>
      sharedSecrets.set(name, { name, value: "old", createdAt: new Date(), updatedAt: new Date() });
    for (let number = 0; number < 100; number += 1) share(`OTHER_${number}`);
    for (const name of ["RELEASE_APP_PRIVATE_KEY", "REPORT_APP_PRIVATE_KEY_2"]) share(name);
    const again = await setUp();
    expect(again.stdout.match(/^- .*organisation.*PRIVATE_KEY.*$/gm)).toEqual([
      expect.stringMatching(
        /^- Delete the organisation's secret RELEASE_APP_PRIVATE_KEY, or share it no longer with Foo\/releases-2, at .*\/organizations\/Foo\/settings\/secrets\/actions: a workflow on any branch can read it\./,
      ),
    ]);
    sharedSecrets.clear();
  });

  test("asks a person to look where GitHub does not say what the organisation shares", async () => {
    const operation = "actions/list-repo-organization-secrets";
    sandbox.github.inject({ operation, fault: { kind: "status", status: 403 }, times: 1 });
    const again = await setUp();
    expect(again.exitCode).toBe(0);
    expect(again.stdout.match(/^- .*organisation.*PRIVATE_KEY.*$/gm)).toEqual([
      "- Check that the organisation Foo shares no secret REPORT_APP_PRIVATE_KEY with Foo/releases-2: GitHub answered 403 when asked, and a workflow on any branch could read it.",
    ]);
    sandbox.github.clearFaults();
  });

  test("lets selected actions run that the workflows use", async () => {
    const body = JSON.stringify({ enabled: true, allowed_actions: "local_only" });
    const url = `${sandbox.github.apiUrl}/repos/${RELEASES}/actions/permissions`;
    await fetch(url, { method: "PUT", headers: { authorization: `Bearer ${token}` }, body });
    const mended = await setUp();
    expect(told(mended, "done")).toEqual([
      "let selected actions run in addition to your own",
      "allow the actions that the workflows use",
    ]);
    expect(sandbox.github.settings(RELEASES).actions).toMatchObject({
      allowed: "selected",
      githubOwnedAllowed: true,
      patternsAllowed: expect.arrayContaining(["docker/build-push-action@*", "docker/login-action@*"]),
    });
    expect(told(await setUp(), "done")).toEqual([]);
  });

  test("what it set up takes a release that the App commits, and a push of anyone else is refused", async () => {
    await runGit(clone, "commit", "--quiet", "--all", "-m", "Set up");
    const pushed = runGit(
      clone,
      "push",
      authenticated(sandbox.github.repository(RELEASES).cloneUrl, token),
      "HEAD:main",
    );
    await expect(pushed).rejects.toThrow("GH013");
    const { runner, github } = sandbox;
    runner.setVariable(RELEASES, "PUBLISH", "false");
    const before = runner.runs.length;
    await fetch(`${github.apiUrl}/repos/${RELEASES}/dispatches`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        event_type: "update-release-channel",
        client_payload: { container: "my-app", release_channel: "dev", image: "ghcr.io/foo/my-app:v1" },
      }),
    });
    await runner.idle();
    // The App's commit starts a run, too, which is skipped and so ends first.
    const update = runner.runs.slice(before).find(({ run }) => run.event.name === "repository_dispatch");
    expect(update!.jobs[0]!.log).toContain("my-app in dev: applied");
    expect(await runGit(github.repository(RELEASES).gitDir, "log", "-1", "--format=%an %s", "main")).toBe(
      "releaser[bot] release(my-app): dev → v1\n",
    );
  });
});

test("a branch's workflow gets no key, and its job fails before its first step", async () => {
  const { github, runner } = sandbox;
  const steal = `on: { workflow_dispatch: }
jobs:
  open:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "key: $KEY"', env: { KEY: "\${{ secrets.RELEASE_APP_PRIVATE_KEY }}" } }]
  named:
    runs-on: ubuntu-latest
    environment: releases
    steps: [{ run: 'echo "key: $KEY"', env: { KEY: "\${{ secrets.RELEASE_APP_PRIVATE_KEY }}" } }]
`;
  await runGit(clone, "switch", "--quiet", "--create", "thief");
  writeFileSync(join(clone, ".github/workflows/publish.yml"), steal);
  await runGit(clone, "commit", "--quiet", "--all", "-m", "Steal");
  await runGit(clone, "push", authenticated(github.repository(RELEASES).cloneUrl, token), "HEAD:thief");
  await runGit(clone, "switch", "--quiet", "-");
  const runs = runner.runs.length;
  const dispatcher = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { actions: "write" },
  });
  await fetch(`${github.apiUrl}/repos/${RELEASES}/actions/workflows/publish.yml/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${dispatcher}` },
    body: JSON.stringify({ ref: "thief" }),
  });
  await runner.idle();
  const [open, named] = runner.runs[runs]!.jobs;
  expect(open?.log).toMatch(/key: \n|key: $/m);
  expect(named).toMatchObject({ result: "failure", steps: [] });
  expect(named?.annotations[0]?.message).toBe(
    'Branch "thief" is not allowed to deploy to releases due to environment protection rules.',
  );
});

describe("setup-source-repo.sh", () => {
  const setUpSource = (...args: string[]): Promise<ScriptResult> =>
    run("setup-source-repo.sh", [
      "--directory",
      source,
      "--release-token-file",
      join(folder, "pat"),
      ...args,
    ]);

  test("writes workflow, secret and policy, as its dry run told, and then nothing more", async () => {
    const dry = await setUpSource("--dry-run");
    expect(existsSync(join(source, ".github"))).toBe(false);
    const first = await setUpSource();
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told(first, "done")).toEqual(told(dry, "would"));
    expect(told(first, "done")).toEqual([
      "write .github/workflows/update-release-channel.yml",
      "store the secret RELEASE_API_PAT",
    ]);
    expect(first.stdout).toContain("\n2 changes were made.\n");
    const workflow = readFileSync(join(source, ".github/workflows/update-release-channel.yml"), "utf8");
    expect(workflow).toContain(`uses: ${RELEASES}/actions/trigger-dispatch@v1`);
    expect(workflow).not.toContain("# Replace");
    expect(sandbox.github.settings(SOURCE).secrets.get("RELEASE_API_PAT")?.value).toBe(PAT);
    const without = await run("setup-source-repo.sh", ["--directory", source]);
    expect(without.stdout).toContain("as is: the secret RELEASE_API_PAT\n");
    expect(without.stdout).not.toContain("Share the organisation's secret");
    expect(told(await setUpSource(), "done")).toEqual([]);
  });

  test("adds further containers to the policy", async () => {
    await setUpSource("--container", "worker", "--registry", "registry.example.com/foo");
    const { containers } = JSON.parse(read("db/policy.json"));
    expect(Object.keys(containers)).toEqual(["my-app", "worker"]);
    expect(containers.worker.image).toBe("registry.example.com/foo/worker");
  });

  test("stores the secret with gh where nothing else can seal it", async () => {
    const bin = bareTools("with-gh");
    writeFileSync(
      join(bin, "gh"),
      `#!/bin/sh\n[ "$1" = auth ] && echo "$REAL" && exit\necho "$@" > '${folder}/gh-args'\ncat > '${folder}/gh-stdin'\n`,
    );
    chmodSync(join(bin, "gh"), 0o755);
    const result = await runScript(
      join(clone, "scripts/setup-source-repo.sh"),
      ["--directory", source, "--release-token-file", join(folder, "pat"), "--replace-secrets"],
      { cwd: clone, env: { PATH: bin, REAL: token } },
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const host = new URL(sandbox.github.url).host;
    expect(readFileSync(join(folder, "gh-args"), "utf8")).toBe(
      `secret set RELEASE_API_PAT --repo ${host}/${SOURCE}\n`,
    );
    expect(readFileSync(join(folder, "gh-stdin"), "utf8")).toBe(PAT);
  });
});

describe("a secret that nothing can seal", () => {
  let bare: { readonly PATH: string };
  beforeAll(() => {
    bare = { PATH: bareTools("bare") };
  });

  test.each([[["--dry-run"]], [[]]])("fails setup-source-repo.sh %j and is told first", async (args) => {
    const pat = ["--release-token-file", join(folder, "pat"), "--replace-secrets"];
    const result = await run("setup-source-repo.sh", ["--directory", source, ...pat, ...args], bare);
    expect(result.exitCode).toBe(1);
    expect(told(result, "cannot")).toEqual(["store the secret RELEASE_API_PAT"]);
    expect(result.stderr).toContain(
      `setup-source-repo.sh: ${SOURCE} is not set up. Not done:\n- store the secret RELEASE_API_PAT: install gh, or Node 20`,
    );
    expect(result.stderr).toContain(`${sandbox.github.url}/${SOURCE}/settings/secrets/actions/new\n`);
    expect(result.stdout).not.toContain("Nothing to change");
  });

  test("fails setup-gitops.sh, which makes the other changes", async () => {
    sandbox.github.settings(RELEASES).variables.delete("RELEASE_APP_ID");
    const args = ["--app-id", String(app.id), "--private-key-file", key, "--replace-secrets"];
    const dry = await run("setup-gitops.sh", [...args, "--dry-run"], bare);
    expect(dry.stdout).toContain("\nDry run: nothing was changed; 1 change would be made.\n");
    const result = await run("setup-gitops.sh", args, bare);
    expect([dry.exitCode, result.exitCode]).toEqual([1, 1]);
    expect(told(result, "done")).toEqual(["set the variable RELEASE_APP_ID"]);
    expect(result.stdout).toContain("\n1 change was made.\n");
    expect(result.stderr).toContain(
      "Not done:\n- store the secret RELEASE_APP_PRIVATE_KEY of the environment releases: install gh",
    );
  });
});

test("tokens, keys and secrets are never told", async () => {
  const results = [
    await setUp("--replace-secrets"),
    await run("setup-source-repo.sh", [
      "--directory",
      source,
      "--release-token-file",
      join(folder, "pat"),
      "--replace-secrets",
    ]),
  ];
  for (const { stdout, stderr } of results) {
    expect(stdout + stderr).not.toContain(token);
    expect(stdout + stderr).not.toContain(PAT);
    expect(stdout + stderr).not.toContain("PRIVATE KEY-----");
  }
});

test("a token that may not administer is told which permission it needs", async () => {
  const weak = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES, SOURCE],
    permissions: { contents: "read" },
  });
  const result = await run("setup-gitops.sh", [], { GH_TOKEN: weak });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'could not read which actions may run: GitHub answered 403, "Resource not accessible by personal access token". The token may not do this, or cannot see the repository; it needs administration=read.',
  );
});

test("a name that GitHub does not know is told to be looked at", async () => {
  const result = await run("setup-gitops.sh", ["--repository", "Foo/relases"]);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'could not find Foo/relases: GitHub answered 404, "Not Found". The name is misspelt, or the token cannot see it; it needs metadata=read.',
  );
});

describe("bad arguments are refused:", () => {
  test.each([
    ["setup-gitops.sh", ["--force"], "there is no option --force."],
    ["setup-gitops.sh", ["--channels"], "--channels needs a value."],
    ["setup-gitops.sh", ["--channels", "Dev"], '--channels is "Dev": use lower-case names'],
    ["setup-gitops.sh", ["--container", "my-app"], '--container is "my-app": use NAME=OWNER/REPOSITORY'],
    ["setup-gitops.sh", ["--registry", "ghcr.io/*"], '--registry is "ghcr.io/*"'],
    ["setup-gitops.sh", ["--clusters", "eu=qa"], '--clusters is "eu=qa"'],
    ["setup-gitops.sh", ["--app-id", "Iv1"], '--app-id is "Iv1": use the App\'s number'],
    ["setup-gitops.sh", ["--approvals", "x"], '--approvals is "x": use 0 to 10.'],
    ["setup-gitops.sh", ["--private-key-file", "/none"], "--private-key-file also needs --app-id."],
    ["setup-gitops.sh", ["--app-id", "1", "--private-key-file", "/none"], "which cannot be read."],
    [
      "setup-gitops.sh",
      ["--app-id", "1", "--private-key-file", "package.json"],
      "which is not a private key in PEM",
    ],
    ["setup-gitops.sh", ["--report-app-id", "x"], '--report-app-id is "x"'],
    ["setup-gitops.sh", ["--report-private-key-file", "/none"], "also needs --report-app-id."],
    [
      "setup-gitops.sh",
      ["--app-id", "7", "--report-app-id", "7"],
      "--report-app-id is the same as --app-id, 7",
    ],
    ["setup-gitops.sh", ["--repository", "x"], '"x" is not a repository'],
    ["setup-gitops.sh", ["--directory", "/"], '"/" is not in a git checkout'],
    ["setup-source-repo.sh", [], "pass --directory, a clone of the source repository."],
    ["setup-source-repo.sh", ["--directory", "/"], '"/" is not a git checkout'],
    ["setup-source-repo.sh", ["--directory", "."], "--directory is this clone of the release repository"],
    ["setup-source-repo.sh", ["--directory", ".", "--container", "A b"], '--container is "A"'],
  ])("%s %j", async (script, args, message) => {
    const result = await runScript(`scripts/${script}`, args, { env: { GH_TOKEN: "x" } });
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
  });
});

/** What bash 3.2, the one of every Mac, does not have. */
const TOO_NEW =
  /\b(mapfile|readarray|coproc)\b|declare -[An]|local -[An]|\$\{\w+(,,?|\^\^?|@[A-Z])|&>>|\|&|wait -n|\$EPOCHSECONDS|printf '?%\(/;

test.each(
  [...globSync("scripts/setup*.sh"), ...globSync("scripts/setup/*.sh"), "scripts/test-dispatch.sh"].map(
    (file) => [file],
  ),
)("%s keeps to what bash 3.2 has", (file) => {
  expect(readFileSync(file, "utf8")).not.toMatch(TOO_NEW);
});
