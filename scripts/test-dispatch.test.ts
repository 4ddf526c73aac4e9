import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { commitNow, startSandbox, type Permissions, type Sandbox } from "@release-channels/sandbox";
import { runScript, type ScriptResult } from "./setup/run-script.ts";

const REPOSITORY = "acme/app";
const SCRIPT = "scripts/test-dispatch.sh";
const IMAGE = "ghcr.io/acme/my-app:v1";
const POLICY = {
  version: 1,
  channels: ["dev", "prod"],
  freezes: [{ channel: "prod", container: "frozen", reason: "incident 42", by: "mona" }],
};
const FILES = [
  ".github/workflows/notify-slack.yml",
  ".github/workflows/update-database.yml",
  "actions/update-database/action.yml",
  "actions/update-database/dist/index.js",
  "actions/update-database/dist/package.json",
];

let sandbox: Sandbox;
const all: Permissions = { contents: "write", actions: "read", metadata: "read" };
/** What the documented token for builds has. */
const mayDispatch: Permissions = { contents: "write", metadata: "read" };
const maySeeRuns: Permissions = { actions: "read", metadata: "read" };

beforeAll(async () => {
  sandbox = await startSandbox();
  // Private, as release repositories are: of a public one, every token sees the runs.
  await sandbox.github.createRepository(REPOSITORY, {
    private: true,
    files: {
      ...Object.fromEntries(FILES.map((path) => [path, readFileSync(path, "utf8")])),
      ".github/workflows/publish.yml":
        "on: { workflow_call: { secrets: { RELEASE_APP_PRIVATE_KEY: { required: false } } } }\njobs: { x: { runs-on: ubuntu-latest, steps: [{ run: true }] } }\n",
      "db/db.json": '{ "version": 1, "releases": [] }\n',
      "db/policy.json": JSON.stringify(POLICY),
    },
  });
  sandbox.runner.setVariable(REPOSITORY, "PUBLISH", "false");
});
afterEach(() => {
  sandbox.github.clearFaults();
});
afterAll(() => sandbox.stop());

const tokenWith = (permissions: Permissions, repositories = [REPOSITORY]): string =>
  sandbox.github.createToken({ actor: "octocat", kind: "pat", repositories, permissions });

interface Sending {
  /** Of the token that dispatches. */
  readonly permissions?: Permissions;
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const send = async (
  release: readonly string[],
  { permissions = all, options = [], env = {} }: Sending = {},
): Promise<ScriptResult> =>
  await runScript(
    SCRIPT,
    [
      "--repository",
      REPOSITORY,
      "--api-url",
      sandbox.github.apiUrl,
      "--interval",
      "1",
      ...options,
      ...release,
    ],
    { env: { RELEASE_API_PAT: tokenWith(permissions), ...env } },
  );

const messageOf = (commit: string): string =>
  commitNow(sandbox.github.repository(REPOSITORY).gitDir, commit).message;

describe("follows a release to its outcome:", () => {
  test("applied, with the commit, and its own dispatch id in it", async () => {
    const result = await send(["my-app", "dev", IMAGE]);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const [, id] = /dispatch ([0-9a-f-]{36})\n/.exec(result.stdout) ?? [];
    const [, commit = ""] = /^Commit: http:\S+\/commit\/([0-9a-f]{40})$/m.exec(result.stdout) ?? [];
    expect(result.stdout).toContain(`applied: my-app in dev is ${IMAGE}\n`);
    expect(messageOf(commit)).toContain(`Dispatch-Id: ${id}\n`);
  });

  test("unchanged, when the record says so already", async () => {
    await send(["again", "dev", IMAGE]);
    const result = await send(["again", "dev", IMAGE]);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("\nunchanged");
    expect(result.stdout).toContain("Nothing was written: the record already says so.\n");
    expect(result.stdout).not.toContain("Commit:");
  });

  test("held, with the reason", async () => {
    const result = await send(["frozen", "prod", IMAGE]);
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toMatch(/^held, .*incident 42/m);
    expect(result.stdout).toContain('Unpin it (workflow "Roll back release", with unpin)');
    expect(result.stdout).toMatch(/^Nothing was written\. .* Run: http:/m);
  });

  test("rejected, with what speaks against it", async () => {
    const result = await send(["my-app", "nowhere", IMAGE]);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/^refused: .*nowhere/m);
    expect(result.stdout).toMatch(/The run ended with failure, and nothing was written: http:/);
  });

  test("applied, even where no token may see runs", async () => {
    const result = await send(["blind", "dev", IMAGE], { permissions: mayDispatch });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("applied: blind in dev");
  });
});

describe("where the token that dispatches may not see runs,", () => {
  const rejected = async (env: Readonly<Record<string, string>>): Promise<void> => {
    const result = await send(["my-app", "nowhere", IMAGE], { permissions: mayDispatch, env });
    expect(result).toMatchObject({ exitCode: 1, stderr: "" });
    expect(result.stdout).toMatch(/^refused: .*nowhere/m);
    for (const token of Object.values(env)) expect(result.stdout).not.toContain(token);
  };

  test("GH_TOKEN follows the run, and asks for no more than that", async () => {
    sandbox.github.forgetRequests();
    await rejected({ GH_TOKEN: tokenWith(maySeeRuns) });
    const asked = (status: number) => sandbox.github.requests.filter((request) => request.status === status);
    expect(asked(403).map(({ operation }) => operation)).toEqual(["actions/list-workflow-runs-for-repo"]);
  });

  test("GITHUB_TOKEN does where GH_TOKEN may not", async () => {
    await rejected({ GH_TOKEN: tokenWith(mayDispatch), GITHUB_TOKEN: tokenWith(maySeeRuns) });
  });

  test("gh's does where GH_TOKEN has expired, and gh tells its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gh-"));
    try {
      const gh = `#!/bin/sh\necho "\${GH_TOKEN:-${tokenWith(maySeeRuns)}}"\n`;
      writeFileSync(join(folder, "gh"), gh, { mode: 0o755 });
      await rejected({ GH_TOKEN: "ghp_expired", PATH: `${folder}:${process.env["PATH"]}` });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("the log is read with another one where only that may", async () => {
    sandbox.github.inject({
      operation: "actions/download-job-logs-for-workflow-run",
      fault: { kind: "status", status: 403 },
      times: 1,
    });
    const result = await send(["my-app", "nowhere", IMAGE], { env: { GH_TOKEN: tokenWith(maySeeRuns) } });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/^refused: .*nowhere/m);
  });
});

describe("does not know the outcome:", () => {
  test("without sight of the runs and without a commit", async () => {
    const env = { GH_TOKEN: tokenWith(mayDispatch) };
    const options = ["--timeout", "3"];
    const result = await send(["frozen", "prod", IMAGE], { permissions: mayDispatch, options, env });
    expect(result.exitCode).toBe(4);
    expect(result.stdout).toContain(
      "No available token can read runs (actions: read), so this waits up to 3 s for a commit. To see the outcome, also export GH_TOKEN=… with actions: read.\n",
    );
    expect(result.stdout).toContain(
      "No commit appeared within 3 s. The release may be unchanged, superseded, held, rejected",
    );
    expect(result.stdout).toContain(`${sandbox.github.url}/${REPOSITORY}/actions\n`);
  });

  test("when no workflow listens", async () => {
    await sandbox.github.createRepository("acme/empty", { files: { "README.md": "" } });
    const args = [
      "--repository",
      "acme/empty",
      "--api-url",
      sandbox.github.apiUrl,
      "--interval",
      "1",
      "--timeout",
      "2",
    ];
    const env = { GH_TOKEN: tokenWith(all, ["acme/empty"]) };
    const result = await runScript(SCRIPT, [...args, "my-app", "dev", IMAGE], { env });
    expect(result.exitCode).toBe(4);
    expect(result.stdout).toContain(
      "No run started within 2 s. Is .github/workflows/update-database.yml on the default branch",
    );
  });
});

test("a dispatch whose answer is lost is not sent twice", async () => {
  sandbox.github.forgetRequests();
  sandbox.github.inject({
    operation: "repos/create-dispatch-event",
    fault: { kind: "drop", when: "after" },
    times: 1,
  });
  const result = await send(["lost", "dev", IMAGE]);
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(
    /no answer from .* The request may have succeeded: check before you try again\.\n$/,
  );
  const sent = sandbox.github.requests.filter(({ operation }) => operation === "repos/create-dispatch-event");
  expect(sent).toHaveLength(1);
  await sandbox.runner.idle();
});

test("a repository that the token does not see is an error with the permission that is needed", async () => {
  const result = await send(["my-app", "dev", IMAGE], { permissions: { metadata: "read" } });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain(
    'could not send the dispatch to acme/app: GitHub answered 403, "Resource not accessible by personal access token". The token may not do this, or cannot see the repository; it needs contents=write.',
  );
});

test("the token is on no command line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "curl-"));
  try {
    const curl = execFileSync("bash", ["-c", "command -v curl"], { encoding: "utf8" }).trim();
    const spy = `#!/bin/sh\necho "$@" >> '${folder}/arguments'\nexec ${curl} "$@"\n`;
    writeFileSync(join(folder, "curl"), spy, { mode: 0o755 });
    const token = tokenWith(all);
    const args = ["--repository", REPOSITORY, "--api-url", sandbox.github.apiUrl, "--interval", "1"];
    const env = { RELEASE_API_PAT: token, PATH: `${folder}:${process.env["PATH"]}` };
    const result = await runScript(SCRIPT, [...args, "hidden", "dev", IMAGE], { env });
    expect(result.exitCode).toBe(0);
    const seen = readFileSync(join(folder, "arguments"), "utf8");
    expect(seen).toContain("/dispatches");
    expect(seen + result.stdout).not.toContain(token);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Nothing is asked of the checkout that the tests run in: it may come from anywhere. */
const ELSEWHERE = ["--repository", "a/b", "--api-url", "https://api.github.com"];

test("a GH_TOKEN that is none is refused before anything is sent", async () => {
  const env = { RELEASE_API_PAT: "github_pat_secret", GH_TOKEN: '"ghp_quoted"' };
  const result = await runScript(SCRIPT, [...ELSEWHERE, "a", "b", "c"], { env });
  expect(result).toMatchObject({ exitCode: 1, stdout: "" });
  expect(result.stderr).toContain("GH_TOKEN contains characters that no GitHub token has");
  expect(result.stderr).not.toContain("ghp_quoted");
});

describe("refuses", () => {
  const token = "github_pat_secret";
  test.each([
    [
      "too few arguments",
      ["my-app", "dev"],
      2,
      "expected [TOKEN] CONTAINER CHANNEL IMAGE, but got 2 arguments.",
    ],
    ["an option that there is not", ["--wait", "a", "b", "c"], 2, "there is no option --wait."],
    ["an option without its value", ["--timeout"], 2, "--timeout needs a value."],
    ["a time that is none", ["--timeout", "5m", "a", "b", "c"], 2, '--timeout is "5m": use whole seconds.'],
    [
      "an interval that is none",
      ["--interval", "x", "a", "b", "c"],
      2,
      '--interval is "x": use whole seconds',
    ],
    [
      "a repository that is none",
      ["--repository", "app", token, "a", "b", "c"],
      2,
      '"app" is not a repository',
    ],
    [
      "an address that is none",
      ["--repository", "a/b", "--api-url", "ghe", token, "a", "b", "c"],
      2,
      '--api-url is "ghe"',
    ],
    ["no token", [...ELSEWHERE, "a", "b", "c"], 1, "needs a token: set RELEASE_API_PAT"],
    ["a token with a quote", [...ELSEWHERE, 'x"y', "a", "b", "c"], 1, "characters that no GitHub token has"],
  ])("%s", async (_what, args, exitCode, message) => {
    const result = await runScript(SCRIPT, args);
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toContain(token);
  });
});
