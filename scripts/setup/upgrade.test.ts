import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { authenticated, runGit, startSandbox, type Sandbox } from "@release-channels/sandbox";
import { forAcme } from "../../tools/testing/templates.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

const RELEASES = "Foo/releases-2";
const FILES = [
  ...globSync("{.github/workflows,workflows-templates,deployment/argocd}/*.{yml,yaml}"),
  ...globSync("scripts/{setup-*,upgrade}.sh"),
  ...globSync("scripts/setup/*.sh"),
  "actions/update-database/action.yml",
  "db/policy.schema.json",
];
const TEMPLATE_WORKFLOW = "workflows-templates/update-release-channel.yml";
const APPLICATION = "deployment/argocd/application.yaml";

let sandbox: Sandbox;
let folder: string;
let template: string;
let clone: string;
let setUpCommit: string;
let environment: Record<string, string>;

const run = (script: string, ...args: string[]): Promise<ScriptResult> =>
  runScript(join(clone, "scripts", script), args, { cwd: clone, env: environment });
const upgrade = (...args: string[]) => run("upgrade.sh", "--template", template, ...args);
const read = (path: string): string => readFileSync(join(clone, path), "utf8");
const edit = (root: string, path: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).toMatch(from);
  writeFileSync(join(root, path), text.replace(from, to));
};
const commit = async (root: string, message: string): Promise<void> => {
  await runGit(root, "add", "--all");
  await runGit(root, "commit", "--quiet", "--message", message);
};

/** The template with v1.0.0 and v1.1.0, and a repository that was made from the former and set up. */
beforeAll(async () => {
  sandbox = await startSandbox();
  const { github } = sandbox;
  folder = await mkdtemp(join(tmpdir(), "upgrade-"));
  [template, clone] = [join(folder, "template"), join(folder, "releases")];
  await runGit(folder, "init", "--quiet", "--initial-branch=main", template);
  const files: Record<string, string> = {
    ...Object.fromEntries(FILES.map((path) => [path, forAcme(readFileSync(path, "utf8"))])),
    ".github/CODEOWNERS": "* @acme/platform\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.0.0\n\n- All.\n",
    "db/db.json": '{ "version": 1, "releases": [] }\n',
    "db/policy.json": '{ "version": 1 }\n',
    "deployment/kustomization.yaml": "resources:\n  - base\nimages: []\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(template, path)), { recursive: true });
    writeFileSync(join(template, path), text);
  }
  await commit(template, "1.0.0");
  await runGit(template, "tag", "v1.0.0");
  await github.createRepository(RELEASES, { private: true, files });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [RELEASES],
    permissions: { administration: "write", actions: "read", contents: "write" },
  });
  environment = { GH_TOKEN: token };
  const { cloneUrl } = github.repository(RELEASES);
  await runGit(folder, "clone", "--quiet", authenticated(cloneUrl, token), clone);
  await runGit(clone, "remote", "set-url", "origin", cloneUrl);
  expect(await run("setup-gitops.sh", "--registry", "registry.example.com/foo")).toMatchObject({
    exitCode: 0,
  });
  // What a team changes, and what its releases change.
  edit(clone, ".github/CODEOWNERS", /@acme/g, "@foo");
  edit(clone, APPLICATION, "    path: deployment\n", "    path: deployment\n    kustomize: {}\n");
  edit(
    clone,
    "deployment/kustomization.yaml",
    "images: []",
    "images: [{ name: release-channel-api, newTag: 1.2.3 }]",
  );
  writeFileSync(join(clone, "db/db.json"), '{ "version": 1, "releases": [{}] }\n');
  await commit(clone, "Set up the release repository");
  setUpCommit = (await runGit(clone, "rev-parse", "HEAD")).trim();

  edit(template, "CHANGELOG.md", "## 1.0.0", "## 1.1.0\n\n- More.\n\n## 1.0.0");
  edit(
    template,
    TEMPLATE_WORKFLOW,
    /^( *)(uses: acme\/releases\/actions\/trigger-dispatch@v1)/m,
    "$1# New here.\n$1$2",
  );
  edit(template, APPLICATION, "    targetRevision: HEAD\n", "    targetRevision: main\n");
  writeFileSync(join(template, "db/db.json"), '{ "version": 1, "releases": [], "example": true }\n');
  writeFileSync(join(template, "db/policy.json"), '{ "version": 1, "allow_unlisted": false }\n');
  writeFileSync(join(template, "workflows-templates/new.yml"), "uses: acme/releases/actions/pin-image@v1\n");
  await runGit(template, "rm", "--quiet", ".github/workflows/preview-environment.yml");
  await commit(template, "1.1.0");
  await runGit(template, "tag", "v1.1.0");
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await runGit(clone, "reset", "--quiet", "--hard", setUpCommit);
});

test("what the template changed is staged under this repository's name, and what the team changed stays", async () => {
  const data = ["db/db.json", "db/policy.json"];
  const before = data.map(read);
  const result = await upgrade("--to", "v1.1.0");
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  expect(result.stdout).toContain("v1.0.0 → v1.1.0: 5 files staged.\n");
  expect((await runGit(clone, "diff", "--name-only")).trim()).toBe("");
  expect(read("CHANGELOG.md")).toContain("## 1.1.0");
  expect(read(TEMPLATE_WORKFLOW)).toContain(
    `        # New here.\n        uses: ${RELEASES}/actions/trigger-dispatch@v1\n`,
  );
  expect(read("workflows-templates/new.yml")).toBe(`uses: ${RELEASES}/actions/pin-image@v1\n`);
  expect(existsSync(join(clone, ".github/workflows/preview-environment.yml"))).toBe(false);
  const page = sandbox.github.repository(RELEASES).htmlUrl;
  expect(read(APPLICATION)).toContain(
    `    repoURL: ${page}\n    targetRevision: main\n    path: deployment\n    kustomize: {}\n`,
  );
  expect(read(".github/CODEOWNERS")).toContain("@foo/platform");
  expect(read("deployment/kustomization.yaml")).toContain("newTag: 1.2.3");
  expect(data.map(read)).toEqual(before);
  expect(await runGit(clone, "tag")).toBe("");
});

test("set-up has nothing to write after it, and the next upgrade knows the version", async () => {
  await upgrade("--to", "v1.1.0");
  await commit(clone, "Upgrade");
  const again = await run("setup-gitops.sh", "--registry", "registry.example.com/foo");
  expect(again.stdout).toContain(`Nothing to change: ${RELEASES} is set up.\n`);
  expect((await upgrade("--to", "v1.1.0")).stdout).toBe("Nothing to change: v1.1.0 is v1.1.0.\n");
});

test("what both changed is a conflict that git marks", async () => {
  edit(clone, APPLICATION, "    targetRevision: HEAD\n", "    targetRevision: live\n");
  await commit(clone, "Follow another branch");
  const result = await upgrade("--to", "v1.1.0");
  expect(result).toMatchObject({ exitCode: 1, stderr: "" });
  expect(result.stdout).toContain(`- Resolve the conflicts, then git add the files: ${APPLICATION}\n`);
  expect(read(APPLICATION)).toContain("<<<<<<< ");
  expect(read("CHANGELOG.md")).toContain("## 1.1.0");
  const setUp = await run("setup-gitops.sh");
  expect([setUp.exitCode, setUp.stdout]).toEqual([1, ""]);
  expect(setUp.stderr).toContain("has unresolved conflicts: resolve them first");
});

test("changes that are not committed, and versions that are not there, stop it before it changes anything", async () => {
  const unknown = await upgrade("--to", "v9.9.9");
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toContain("could not read v9.9.9 from the template");
  writeFileSync(join(clone, "CHANGELOG.md"), "");
  const dirty = await upgrade("--to", "v1.1.0");
  expect(dirty.exitCode).toBe(1);
  expect(dirty.stderr).toContain("has uncommitted changes: commit them first.");
  await commit(clone, "Empty the changelog");
  const nameless = await upgrade("--to", "v1.1.0");
  expect(nameless.exitCode).toBe(2);
  expect(nameless.stderr).toContain("CHANGELOG.md names no version: pass --from");
  expect(await runGit(clone, "status", "--porcelain")).toBe("");
});

test.each([
  [["--to", "v1.1.0"], "pass --template, the repository that yours was created from."],
  [["--template", "x"], "pass --to, the version to upgrade to."],
  [["--to"], "--to needs a value."],
  [["--force"], "there is no option --force."],
])("%j is refused", async (args, reason) => {
  const result = await run("upgrade.sh", ...args);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain(`upgrade.sh: ${reason}`);
});
