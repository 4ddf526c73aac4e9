import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { forAcme } from "../../tools/testing/templates.ts";
import { runScript } from "./run-script.ts";

/** What people keep of 1.0.0, before its folders moved: `git diff <empty tree> <that commit> -- <files>`. */
const LAYOUT = resolve("scripts/setup/testdata/layout-1.0.0.patch");
/** The same parts of the template as it is now. */
const NOW = [
  ".github/{CODEOWNERS,dependabot.yml,workflows/*}",
  "apps/{release-api,action-image}/*",
  "lib/*/*.ts",
  "deployment/**",
  "scripts/{node-24.sh,demo,*.sh,setup/*.{sh,mjs}}",
  "tools/{publish,release}/*.sh",
  "workflows-templates/update-*.yml",
  "actions/*/action.yml",
  "{CHANGELOG.md,.releaserc.yml}",
];
/** What the team made: folders of its own, some of them where the template's files have moved away. */
const OWN = {
  "apps/shop/main.ts": "export {};\n",
  "tools/lint.sh": "#!/bin/sh\n",
  "api/team.md": "Ours.\n",
  "scripts/publish/team.sh": "#!/bin/sh\n",
  "terraform/main.tf": "# Ours\n",
};

let folder: string;
let template: string;
let clone: string;
let upgraded: { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

const commit = async (root: string, message: string): Promise<string> => {
  await runGit(root, "add", "--all");
  await runGit(root, "commit", "--quiet", "--message", message);
  return (await runGit(root, "rev-parse", "HEAD")).trim();
};
const write = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string): string => readFileSync(join(clone, path), "utf8");

/** The template as 1.0.0 and as it is now, and a repository that was made from the former. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "layout-"));
  [template, clone] = [join(folder, "template"), join(folder, "releases")];
  await runGit(folder, "init", "--quiet", "--initial-branch=main", template);
  execFileSync("git", ["apply", LAYOUT], { cwd: template });
  write(template, "db/db.json", '{ "version": 1, "releases": [] }\n');
  await commit(template, "1.0.0");
  await runGit(template, "tag", "v1.0.0");
  await cp(template, clone, { recursive: true, filter: (path) => !path.endsWith(".git") });
  await runGit(folder, "init", "--quiet", "--initial-branch=main", clone);
  await runGit(clone, "remote", "add", "origin", "https://github.com/foo/releases");
  await commit(clone, "Initial commit");
  for (const [path, text] of Object.entries(OWN)) write(clone, path, text);
  // As set-up names the repository in them.
  for (const path of globSync("workflows-templates/*.yml", { cwd: clone })) {
    const named = read(path).replaceAll("acme/releases", "foo/releases");
    write(clone, path, named.replace(/^# Replace foo\/releases .*\n/m, ""));
  }
  write(clone, ".github/CODEOWNERS", read(".github/CODEOWNERS").replaceAll("@acme", "@foo"));
  write(clone, "api/Dockerfile", read("api/Dockerfile").replace(/^CMD /m, "LABEL team=foo\nCMD "));
  appendFileSync(join(clone, ".github/workflows/validate-database.yml"), "# Ours.\n");
  write(clone, "db/db.json", '{ "version": 1, "releases": [{}] }\n');
  await commit(clone, "What the team changed");

  await runGit(template, "rm", "--quiet", "-r", ".");
  for (const path of globSync(NOW)) {
    if (statSync(path).isFile() && !path.endsWith(".test.ts"))
      write(template, path, forAcme(readFileSync(path, "utf8")));
  }
  write(template, "db/db.json", '{ "version": 1, "releases": [] }\n');
  await commit(template, "1.1.0");
  await runGit(template, "tag", "v1.1.0");
  upgraded = await runScript(
    resolve("scripts/upgrade.sh"),
    ["--template", template, "--from", "v1.0.0", "--to", "v1.1.0", "--directory", clone],
    { cwd: folder },
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what the team left alone is no conflict", async () => {
  expect(upgraded).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await runGit(clone, "ls-files", "--unmerged")).toBe("");
});

test("the template's folders have moved, and the team's own stay where they are", () => {
  for (const [path, text] of Object.entries(OWN)) expect([path, read(path)]).toEqual([path, text]);
  expect(existsSync(join(clone, "apps/release-api/main.ts"))).toBe(true);
  expect(globSync("{api,scripts/publish,container}/**/*.*", { cwd: clone }).sort()).toEqual([
    "api/team.md",
    "scripts/publish/team.sh",
  ]);
});

test("what the team changed goes along with the file", () => {
  expect(read("apps/release-api/Dockerfile")).toContain("LABEL team=foo\nCMD ");
  expect(read(".github/CODEOWNERS")).toContain("@foo/platform");
  expect(read(".github/workflows/validate-database.yml")).toMatch(/# Ours\.\n$/);
  expect(read("db/db.json")).toContain("[{}]");
});

/**
 * What a workflow names of its own repository: files that it runs or builds from, and folders that it watches. What lies
 * in .release-channels comes from a checkout of the actions' repository.
 */
function namedPaths(text: string): readonly string[] {
  const files = [
    ...text.matchAll(
      /(?:\b(?:bash|source) |\bfile: |\buses: \.\/(?!\.release-channels\/))([\w./-]+\/[\w./-]+)/g,
    ),
  ];
  const sparse = [...text.matchAll(/sparse-checkout: (?:\|\n((?: {12}\S+\n)+)|(\S+)\n)/g)];
  const watched = [...text.matchAll(/^ +paths: \[(.*)\]$/gm)];
  return [
    ...files.map(([, path = ""]) => path),
    ...sparse.flatMap(([, list, one]) => (list ?? one ?? "").trim().split(/\s+/)),
    ...watched.flatMap(([, list = ""]) =>
      list.split(", ").map((path) => path.replace(/^"(.*)\/\*\*"$/, "$1")),
    ),
  ];
}

test("the workflows of the upgraded repository point at files that exist", () => {
  const workflows = globSync(".github/workflows/*.yml", { cwd: clone });
  const named = new Set(workflows.flatMap((file) => namedPaths(read(file))));
  expect([...named]).toEqual(
    expect.arrayContaining([
      "tools/publish/next-version.sh",
      "apps/release-api/Dockerfile",
      "apps/release-api",
      "actions/report-release",
      "actions/update-database",
      "scripts/node-24.sh",
    ]),
  );
  expect([...named].filter((path) => !existsSync(join(clone, path)))).toEqual([]);
});

test("the script of 1.0.0 does the same, told not to guess which folder has moved", async () => {
  await runGit(clone, "reset", "--quiet", "--hard");
  await runGit(clone, "config", "merge.directoryRenames", "false");
  const result = await runScript(
    join(clone, "scripts/upgrade.sh"),
    ["--template", template, "--from", "v1.0.0", "--to", "v1.1.0"],
    { cwd: clone },
  );
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  for (const [path, text] of Object.entries(OWN)) expect([path, read(path)]).toEqual([path, text]);
});
