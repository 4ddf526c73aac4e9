import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runScript, type ScriptResult } from "./setup/run-script.ts";

const POLICY = { version: 1, channels: ["dev", "prod"] };
const EMPTY = '{\n  "version": 1,\n  "releases": []\n}\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-database-"));
  execFileSync("git", ["init", "--quiet", folder]);
  mkdirSync(join(folder, "db"));
  write("db/db.json", EMPTY);
  write("db/policy.json", JSON.stringify(POLICY));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

const check = (...args: readonly string[]): Promise<ScriptResult> =>
  runScript("scripts/check-database.sh", ["--directory", folder, ...args]);

test("files that are valid end with 0, their warnings with their lines", async () => {
  write("db/policy.json", JSON.stringify({ ...POLICY, containers: { web: {}, worker: {} } }, null, 2));
  const { exitCode, stdout, stderr } = await check();
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^db\/policy\.json:8:\d+: warning: containers\.web has no release/m);
  expect(stdout).toMatch(/^db\/policy\.json:9:\d+: warning: containers\.worker has no release/m);
  expect(stdout).toMatch(/^The database is valid: 0 errors, 2 warnings\.$/m);
  expect(readdirSync(join(folder, "db"))).toEqual(["db.json", "policy.json"]);
});

test("each error is printed with its line, and what it means for releases", async () => {
  write(
    "db/policy.json",
    '{\n  "version": 1,\n  "channels": ["dev"],\n  "freeze": [],\n  "container": {}\n}\n',
  );
  const { exitCode, stdout, stderr } = await check();
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^db\/policy\.json:4:\d+: error: freeze is unknown/m);
  expect(stdout).toMatch(/^db\/policy\.json:5:\d+: error: container is unknown/m);
  expect(stderr).toBe("\n2 errors, 0 warnings. Until they are mended, every release is rejected.\n");
});

const SERVER = `version: 1
clusters:
  prod-eu: { engine: kubernetes, kubeconfig: in-cluster }
  prod-us: { engine: kubernetes, kubeconfig: in-cluster }
targets:
  my-app/prod:
    - { cluster: prod-eu, namespace: my-app }
    - { cluster: prod-us, namespace: my-app }
`;

test("the deploy server's configuration is checked by the server's own reader, and what it stops is told apart", async () => {
  write("db/server.yaml", SERVER);
  expect(await check()).toMatchObject({
    exitCode: 0,
    stdout: "The database is valid: 0 errors, 0 warnings.\n",
  });
  write(
    "db/server.yaml",
    SERVER.replace("cluster: prod-us", "cluster: prod-uk").replace("my-app/prod", "my-app"),
  );
  const broken = await check();
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toMatch(
    /^db\/server\.yaml:6:3: error: targets\.my-app is "my-app", but must be config\/channel/m,
  );
  expect(broken.stderr).toMatch(
    /errors?, 0 warnings\. Until they are mended, the deploy server deploys nothing\.$/m,
  );
  write("db/server.yaml", SERVER.replace("cluster: prod-us", "cluster: prod-uk"));
  write("db/policy.json", "{}");
  const both = await check();
  expect(both.stdout).toMatch(
    /^db\/server\.yaml:8:\d+: error: targets\.my-app\/prod\[1\]\.cluster is prod-uk, which clusters does not list: did you mean prod-us\?$/m,
  );
  expect(both.stderr).toMatch(/every release is rejected, and the deploy server deploys nothing\.$/m);
});

test("another file of the server's can be named", async () => {
  write("other.yaml", "version: 2\n");
  const { exitCode, stdout } = await check("--server-config", "other.yaml");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^other\.yaml:1:10: error: version is 2, but must be 1$/m);
});

test("a database that is not there is one, without a line", async () => {
  rmSync(join(folder, "db/db.json"));
  const { exitCode, stdout } = await check();
  expect([exitCode, stdout]).toEqual([1, "db/db.json: error: it does not exist\n"]);
});

test("other files can be named, also from a folder inside the checkout", async () => {
  mkdirSync(join(folder, "other"));
  write("other/db.json", "{");
  const { exitCode, stdout } = await check("--directory", join(folder, "db"), "--database", "other/db.json");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^other\/db\.json:\d+:\d+: error: not JSON/);
});

test("a path outside the checkout is refused by the option's name", async () => {
  const { exitCode, stderr } = await check("--policy", "../policy.json");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^--policy is "\.\.\/policy\.json": give the path of a file in the repository/);
});

test.each([
  [["--databse", "x"], /there is no option --databse/],
  [["--policy"], /--policy needs a value/],
  [["--directory", "/nonexistent"], /"\/nonexistent" is not in a git checkout: run this in a clone/],
])("%j is refused with exit code 2", async (args, message) => {
  const { exitCode, stderr } = await runScript("scripts/check-database.sh", args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

test("the hook that --help prints stops a commit of a broken policy", async () => {
  const { stdout } = await runScript("scripts/check-database.sh", ["--help"]);
  const line = /^ {2}(printf .*)$/m.exec(stdout)?.[1] ?? "";
  mkdirSync(join(folder, "scripts"));
  const script = join(process.cwd(), "scripts/check-database.sh");
  writeFileSync(join(folder, "scripts/check-database.sh"), `#!/bin/sh\nexec '${script}' "$@"\n`, {
    mode: 0o755,
  });
  execFileSync("bash", ["-c", line], { cwd: folder });
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: "pipe",
    });
  const commit = (): string => git("commit", "--quiet", "--all", "--message", "Change");
  git("add", "db");
  commit();
  write("db/policy.json", "{}");
  expect(commit).toThrow(/Until they are mended, every release is rejected/);
  expect(git("rev-list", "--count", "HEAD")).toBe("1\n");
});
