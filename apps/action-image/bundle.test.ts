import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startGitHub, type GitHub } from "@release-channels/sandbox";

let github: GitHub;
let directory: string;
let token: string;
let sha: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "container-"));
  github = await startGitHub({ directory });
  await github.createRepository("acme/app", { private: true, files: { "README.md": "# App\n" } });
  token = github.createToken({
    actor: "prep-app[bot]",
    kind: "installation",
    repositories: ["acme/app"],
    permissions: { statuses: "write", deployments: "write", contents: "read" },
  });
  const answer = await fetch(`${github.apiUrl}/repos/acme/app/commits/main`, {
    headers: { authorization: `Bearer ${token}` },
  });
  ({ sha } = (await answer.json()) as { sha: string });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

afterEach(() => {
  github.clearFaults();
  github.forgetRequests();
});

interface Result {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** Beside PATH and GITHUB_API_URL: there is no runner. */
  readonly env?: Readonly<Record<string, string>>;
  /** A signal to send when this is seen on standard output. */
  readonly signal?: { readonly at: string; readonly name: NodeJS.Signals };
}

/** A pod has no cache of compiled code; with it, a start takes half the time. */
const BASE = { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] };

/** Runs the image's program as a pod would. */
function run(
  args: readonly string[],
  { env = { INPUT_TOKEN: token }, signal }: Options = {},
): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["apps/action-image/dist/index.js", ...args], {
      env: { ...BASE, GITHUB_API_URL: github.apiUrl, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (signal !== undefined && stdout.includes(signal.at)) child.kill(signal.name);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once("error", fail);
    child.once("close", (exitCode) => done({ exitCode, stdout, stderr }));
  });
}

/** Each test has a context of its own. */
function report(): { readonly context: string; readonly args: readonly string[] } {
  count += 1;
  const context = `prep-${count}`;
  return {
    context,
    args: ["report-commit-status", "--repository", "acme/app", `--sha=${sha}`, "--context", context],
  };
}

async function fileAt(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(20);
}

/** States as they came, the first one first. */
const statesOf = (wanted: string): string[] =>
  github
    .statuses("acme/app", sha)
    .filter(({ context }) => context === wanted)
    .map(({ state }) => state)
    .toReversed();

describe("an action outside of GitHub", () => {
  test("prints its outputs as JSON and nothing else, and tells the rest on standard error", async () => {
    const { context, args } = report();
    const { exitCode, stdout, stderr } = await run([...args, "--state", "pending", "--description", "Prep"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: "pending", sha });
    expect(stderr).toContain("acme/app");
    expect(stdout + stderr).not.toContain(token);
    expect(github.statuses("acme/app", sha)[0]).toMatchObject({
      context,
      description: "Prep",
      targetUrl: null,
    });
  });

  test("takes inputs from the environment, and secrets from files", async () => {
    const file = join(directory, "token");
    await writeFile(file, `${token}\n`);
    const { context, args } = report();
    const env = {
      INPUT_TOKEN_FILE: file,
      INPUT_STATE: "failure",
      INPUT_TARGET_URL: "https://argo.example.org",
    };
    expect((await run(args, { env })).exitCode).toBe(0);
    expect(github.statuses("acme/app", sha)[0]).toMatchObject({
      context,
      state: "failure",
      targetUrl: "https://argo.example.org",
    });
  });

  test("creates a deployment that another pod goes on with", async () => {
    const args = ["create-deployment", "--repository", "acme/app"];
    const env = { GITHUB_TOKEN: token };
    const created = await run([...args, "--environment=staging", "--ref=main", "--state=queued"], { env });
    const { "deployment-id": id } = JSON.parse(created.stdout) as Record<string, string>;
    expect((await run([...args, `--deployment-id=${id}`, "--state", "success"], { env })).exitCode).toBe(0);
    const [deployment] = github.deployments("acme/app");
    expect(String(deployment?.id)).toBe(id);
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(["success", "queued"]);
  });

  test("tries again when GitHub is lost", async () => {
    const { context, args } = report();
    const fault = { kind: "status", status: 502 } as const;
    github.inject({ operation: "repos/create-commit-status", fault, times: 2 });
    expect((await run([...args, "--state", "success"])).exitCode).toBe(0);
    expect(statesOf(context)).toEqual(["success"]);
  });

  test("fails with what to do when GitHub refuses", async () => {
    const { args } = report();
    const { exitCode, stdout, stderr } = await run([...args, "--state", "success"], {
      env: { INPUT_TOKEN: "ghs_wrong" },
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toHaveProperty("results");
    expect(stderr).toMatch(/^error: .*GitHub answered 401/m);
    expect(stderr).not.toContain("ghs_wrong");
  });
});

describe("around a command", () => {
  test.each<[string, string, number, string]>([
    ["that succeeds", "exit 0", 0, "success"],
    ["that fails", "exit 3", 3, "failure"],
    ["that a signal ends", "kill -9 $$", 137, "failure"],
  ])("%s, it says so, and passes the exit code on", async (_name, script, exitCode, state) => {
    const { context, args } = report();
    expect(await run([...args, "--", "sh", "-c", `echo out; echo err >&2; ${script}`])).toMatchObject({
      exitCode,
      stdout: "out\n",
      stderr: expect.stringContaining("err\n"),
    });
    expect(statesOf(context)).toEqual(["pending", state]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)("that %s ends, it says that it was cancelled", async (name) => {
    const { context, args } = report();
    // One that nobody ends comes to its end by itself, so that this fails instead of waiting for ever.
    const loop = "i=0; while [ $i -lt 2400 ]; do sleep 0.05; i=$((i + 1)); done";
    const script = `trap 'exit 9' TERM INT; echo ready; ${loop}`;
    const signal = { at: "ready", name };
    const { exitCode } = await run([...args, "--", "sh", "-c", script], {
      env: { INPUT_TOKEN: token },
      signal,
    });
    expect(exitCode).toBe(9);
    expect(statesOf(context)).toEqual(["pending", "error"]);
  });

  test.each([
    ["succeeds", 0, 1],
    ["fails", 3, 3],
  ])("that %s, and whose end GitHub refuses to take, it fails itself", async (_name, given, exitCode) => {
    const { context, args } = report();
    const operation = "repos/create-commit-status";
    github.inject({ operation, fault: { kind: "delay", ms: 0 }, times: 1 });
    github.inject({ operation, fault: { kind: "status", status: 422, message: "Refused" }, times: 1 });
    const result = await run([...args, "--", "sh", "-c", `exit ${given}`]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(/^(?:error|warning): .*Refused/m);
    expect(statesOf(context)).toEqual(["pending"]);
  });

  test("that does not exist, it says that it failed", async () => {
    const { context, args } = report();
    const { exitCode, stderr } = await run([...args, "--", "no-such-command"]);
    expect(exitCode).toBe(127);
    expect(stderr).toContain("error: no-such-command cannot be run");
    expect(statesOf(context)).toEqual(["pending", "failure"]);
  });

  test("that is given none of the secrets", async () => {
    const { args } = report();
    const { stdout } = await run([...args, "--", "env"]);
    expect(stdout).toContain("GITHUB_API_URL=");
    expect(stdout).not.toContain(token);
  });

  test.each<[string, () => Readonly<Record<string, string>>]>([
    ["INPUT_TOKEN", () => ({ INPUT_TOKEN: token, INPUT_DESCRIPTION: "a 'quoted' $(id) description" })],
    ["GITHUB_TOKEN", () => ({ GITHUB_TOKEN: token })],
    // More than a pipe's buffer takes at once.
    ["INPUT_DESCRIPTION", () => ({ INPUT_TOKEN: token, INPUT_DESCRIPTION: "key-material ".repeat(8000) })],
  ])("that looks for them in its parents' environment finds none: %s", async (name, env) => {
    const { context, args } = report();
    // From the command up to the first process of the image's program, which is this test's child.
    const script = `pid=$$; while [ "$pid" != "${process.pid}" ] && [ "$pid" -gt 1 ]; do
      tr '\\0' '\\n' < /proc/$pid/environ; tr '\\0' ' ' < /proc/$pid/cmdline; echo
      pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status); echo "parent $pid"; done`;
    const { exitCode, stdout } = await run([...args, "--", "sh", "-c", script], { env: env() });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`parent ${process.pid}\n`);
    expect(stdout.match(/^GITHUB_API_URL=/gm)?.length).toBeGreaterThanOrEqual(2);
    for (const secret of [token, "key-material", `${name}=`]) expect(stdout).not.toContain(secret);
    expect(statesOf(context)).toEqual(["pending", "success"]);
  });

  test("that leaves a process behind shows it none of the secrets, when the outcome is reported", async () => {
    const { context, args } = report();
    const spy = join(directory, `spy-${context}.sh`);
    const seen = join(directory, `seen-${context}`);
    // Waits for the next program that this one starts, and copies its environment.
    await writeFile(
      spy,
      `while :; do for process in /proc/[0-9]*; do
        grep -qs "^PPid:[^0-9]*$1$" $process/status || continue
        tr '\\0' ' ' < $process/cmdline | grep -q dist/index.js || continue
        tr '\\0' '\\n' < $process/environ > ${seen}.part; mv ${seen}.part ${seen}; exit
      done; sleep 0.05; done`,
    );
    const operation = "repos/create-commit-status";
    github.inject({ operation, fault: { kind: "delay", ms: 0 }, times: 1 });
    github.inject({ operation, fault: { kind: "delay", ms: 0, gate: () => fileAt(seen) }, times: 1 });
    const script = `setsid sh ${spy} $PPID </dev/null >/dev/null 2>&1 &`;
    expect((await run([...args, "--", "sh", "-c", script])).exitCode).toBe(0);
    const environment = await readFile(seen, "utf8");
    expect(environment).toContain(`GITHUB_API_URL=${github.apiUrl}\n`);
    expect(environment).not.toContain(token);
    expect(environment).not.toMatch(/^(?:INPUT|STATE)_/m);
    expect(statesOf(context)).toEqual(["pending", "success"]);
  });

  test("that cannot be announced, it does not run it", async () => {
    const { context, args } = report();
    const env = { INPUT_TOKEN: token, INPUT_SHA: "f".repeat(40) };
    const unknown = args.filter((arg) => !arg.startsWith("--sha"));
    const { exitCode, stdout } = await run([...unknown, "--", "echo", "out"], { env });
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(statesOf(context)).toEqual([]);
  });

  test("a deployment is in progress and then done", async () => {
    const args = ["create-deployment", "--repository=acme/app", "--environment=dev", "--ref=main"];
    expect((await run([...args, "--", "true"])).exitCode).toBe(0);
    expect(github.deployments("acme/app")[0]?.statuses.map(({ state }) => state)).toEqual([
      "success",
      "in_progress",
    ]);
  });
});

describe("what was asked wrongly", () => {
  test.each<[string, readonly string[], string]>([
    ["no action", ["deploy"], 'There is no action "deploy": use create-deployment or report-commit-status.'],
    [
      "a token as a flag",
      ["report-commit-status", "--token", "ghs_x"],
      "set token in the environment as INPUT_TOKEN, or name its file in INPUT_TOKEN_FILE.",
    ],
    ["a key as a flag", ["create-deployment", "--private-key=x"], "as INPUT_PRIVATE_KEY, or name its file"],
    ["an unknown flag", ["create-deployment", "--enviroment", "x"], "Unknown option '--enviroment'"],
    [
      "auto without a command",
      ["report-commit-status"],
      "Outside a job, nothing decides the state: set it with --state, or give a command after --",
    ],
    [
      "a state with a command",
      ["report-commit-status", "--state", "success", "--", "true"],
      "The command's exit code decides the state: leave out state success.",
    ],
    [
      "an empty command",
      ["report-commit-status", "--"],
      "There is no command after --: add one, or leave out --.",
    ],
  ])("%s is refused with what is allowed", async (_name, args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("ghs_x");
    expect(github.requests).toEqual([]);
  });

  test("a file that is not there is named", async () => {
    const { exitCode, stderr } = await run(["create-deployment"], { env: { INPUT_TOKEN_FILE: "/no/file" } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("INPUT_TOKEN_FILE names a file that cannot be read: ENOENT");
  });
});
