import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parseKeyValues, startGitHub, type GitHub, type Repository } from "@release-channels/sandbox";

const SCRIPT = resolve("tools/publish/next-version.sh");
const BINARIES = resolve("node_modules/.bin");

let github: GitHub;
let directory: string;
let releases: Repository;
let token: string;
let clone: string;
let count = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "next-version-"));
  github = await startGitHub({ directory: join(directory, "github") });
});

afterAll(async () => {
  await github.close();
  rmSync(directory, { recursive: true });
});

beforeEach(async () => {
  releases = await github.createRepository(`acme/releases-${(count += 1)}`, {
    private: true,
    files: { ".releaserc.yml": readFileSync(".releaserc.yml", "utf8") },
  });
  token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { contents: "write", metadata: "read" },
  });
  clone = join(directory, `clone-${count}`);
  git("clone", "--quiet", releases.gitDir, clone);
  git("-C", clone, "remote", "set-url", "origin", `${github.url}/${releases.fullName}`);
});

const identity = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@x",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@x",
};
const git = (...args: string[]): string =>
  execFileSync("git", args, { encoding: "utf8", env: { ...process.env, ...identity } }).trim();
const there = (...args: string[]): string => git("--git-dir", releases.gitDir, ...args);
/** Commits to the branch as another writer does. */
const commit = (headline: string): string => {
  const oid = there("commit-tree", "main^{tree}", "-p", "main", "-m", headline);
  there("update-ref", "refs/heads/main", oid);
  return oid;
};

interface Result {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** @param interruptions how often another commit arrives after the script moves to the tip */
async function nextVersion(interruptions = 0): Promise<Result> {
  const output = join(directory, `output-${count}`);
  writeFileSync(output, "");
  const bin = join(directory, `bin-${count}`);
  mkdirSync(bin, { recursive: true });
  // A wrapper for the real one: lets somebody else commit, then continues with it. What the real one says when it was
  // overtaken is kept, and said again for it after that: a start takes two seconds of CPU time.
  const interrupted = `#!/usr/bin/env bash
n=$(cat "$0.count" 2>/dev/null || echo 0)
[ "$n" -lt ${interruptions} ] || exec "${BINARIES}/semantic-release" "$@"
echo $((n + 1)) > "$0.count"
GIT_DIR=${releases.gitDir} bash -c \
  'git update-ref refs/heads/main "$(git commit-tree "main^{tree}" -p main -m "release(other): dev → v$0")"' "$n"
[ "$n" -gt 0 ] || "${BINARIES}/semantic-release" "$@" > "$0.said" 2>&1 || exit
cat "$0.said"
`;
  writeFileSync(join(bin, "semantic-release"), interrupted);
  chmodSync(join(bin, "semantic-release"), 0o755);
  return await new Promise((done) => {
    const env = {
      ...identity,
      PATH: [bin, BINARIES, process.env["PATH"]].join(delimiter),
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      HOME: directory,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION: "version",
      GITHUB_EVENT_NAME: "workflow_dispatch",
      GITHUB_REF: "refs/heads/elsewhere",
      GITHUB_REPOSITORY: releases.fullName,
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_OUTPUT: output,
      GITHUB_TOKEN: token,
    };
    const child = execFile("bash", [SCRIPT, "main"], { cwd: clone, env }, (_error, stdout, stderr) =>
      done({
        code: child.exitCode,
        log: stdout + stderr,
        outputs: Object.fromEntries(parseKeyValues(readFileSync(output, "utf8"))),
      }),
    );
  });
}

test("a release makes a version, and the token appears in no line of the log except the mask", async () => {
  const revision = commit("release(my-app): dev → v1");
  const { code, log, outputs } = await nextVersion();
  expect(code).toBe(0);
  expect(outputs).toEqual({ version: "1.0.0", revision, order: "2" });
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  expect(log).not.toContain(token);
  expect(log.split("\n").filter((line) => line.includes(basic))).toEqual([`::add-mask::${basic}`]);
});

test("neither a deploy's commit nor one of no type makes a version", async () => {
  commit("deploy(release-channel-api): 1.0.0");
  const revision = commit("Name the missing permission");
  const { code, outputs } = await nextVersion();
  expect(code).toBe(0);
  expect(outputs).toEqual({ version: "", revision, order: "3" });
});

test("a release is a patch, a feature a minor version, and a repeated publish keeps its version", async () => {
  there("tag", "api-v1.0.0", "main");
  commit("release(my-app): dev → v1");
  expect((await nextVersion()).outputs["version"]).toBe("1.0.1");
  expect((await nextVersion()).outputs["version"]).toBe("1.0.1");
  commit("feat: more");
  expect((await nextVersion()).outputs["version"]).toBe("1.1.0");
});

test("it starts again from the tip when another commit overtakes it", async () => {
  commit("release(my-app): dev → v1");
  const { code, log, outputs } = await nextVersion(2);
  expect(code).toBe(0);
  expect(log.match(/is behind the remote one/g)).toHaveLength(2);
  expect(outputs).toEqual({ version: "1.0.0", revision: there("rev-parse", "main"), order: "4" });
  expect(there("rev-parse", "api-v1.0.0")).toBe(there("rev-parse", "main"));
});

test("it warns and gives no version when it is overtaken each time", async () => {
  commit("release(my-app): dev → v1");
  const { code, log, outputs } = await nextVersion(99);
  expect(code).toBe(0);
  expect(log).toContain("::warning::main moved during each of 5 attempts");
  expect(outputs["version"]).toBe("");
});

test("a token that may not push fails, and nothing is tagged", async () => {
  commit("release(my-app): dev → v1");
  token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { contents: "read", metadata: "read" },
  });
  const { code, log } = await nextVersion();
  expect(code).toBe(1);
  expect(log).toContain("EGITNOPERMISSION");
  expect(there("tag")).toBe("");
});
