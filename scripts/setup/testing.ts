import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { authenticated, runGit, startSandbox } from "@release-channels/sandbox";
import { runScript, type ScriptResult } from "./run-script.ts";

export const RELEASES = "Foo/releases-2";
export const SOURCE = "Foo/My-App";
export const PAT = "github_pat_for_releases";
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

/**
 * What the tests of the set-up have in common: a release repository and a source repository on a GitHub, a clone of each,
 * two Apps and the files with their keys.
 */

export const sandbox = await startSandbox();
const { github } = sandbox;
export const folder = await mkdtemp(join(tmpdir(), "setup-"));
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

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
export const token = github.createToken({
  actor: "octocat",
  kind: "pat",
  repositories: [RELEASES, SOURCE],
  permissions: PERMISSIONS,
});
export const app = await github.createApp({
  slug: "releaser",
  permissions: { contents: "write", actions: "read" },
});
github.installApp(app, "Foo");
export const reporter = await github.createApp({
  slug: "reporter",
  permissions: { deployments: "write", statuses: "write" },
});
export const clone = join(folder, "releases");
export const source = join(folder, "source");
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
export const key = join(folder, "app.pem");
writeFileSync(key, app.privateKey);
writeFileSync(join(folder, "reporter.pem"), reporter.privateKey);
writeFileSync(join(folder, "pat"), `${PAT}\n`);

export const run = (
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ScriptResult> =>
  runScript(join(clone, "scripts", script), args, { cwd: clone, env: { GH_TOKEN: token, ...env } });
export const setUp = (...args: string[]): Promise<ScriptResult> =>
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
export const bareTools = (name: string): string => {
  const bin = join(folder, name);
  mkdirSync(bin);
  for (const tool of TOOLS) {
    const path = execFileSync("bash", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    symlinkSync(path, join(bin, tool));
  }
  return bin;
};
/** What a script says of the changes that it makes, by its word for them: done, would, cannot. */
export const told = ({ stdout }: ScriptResult, verb: string): readonly string[] =>
  [...stdout.matchAll(new RegExp(`^${verb}: +(.*)$`, "gm"))].map(([, what = ""]) => what);
export const writes = () => sandbox.github.requests.filter(({ method }) => method !== "GET");
export const read = (path: string): string => readFileSync(join(clone, path), "utf8");
