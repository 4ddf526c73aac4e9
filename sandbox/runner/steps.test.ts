import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JobRecord } from "./records.ts";
import { startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;
let count = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.stop();
});

const runSteps = (steps: string, job = "", top = ""): Promise<JobRecord> =>
  runStepsIn(sandbox, { steps, job, top });

/** Runs one job of these steps, in a repository of its own. */
async function runStepsIn(
  { github, runner }: Sandbox,
  { steps, job = "", top = "" }: { readonly steps: string; readonly job?: string; readonly top?: string },
): Promise<JobRecord> {
  const name = `steps/r${++count}`;
  const indent = (text: string, by: string): string => text.trim().replaceAll(/^/gm, by);
  const workflow = `on: push\n${top}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${indent(job, "    ")}\n    steps:\n${indent(steps, "      ")}\n`;
  const repository = await github.createRepository(name, { files: { ".github/workflows/w.yml": workflow } });
  runner.setSecret(name, "KEY", "s3cr3t-value");
  runner.setVariable(name, "COLOUR", "green");
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [name],
    permissions: { contents: "write" },
  });
  const answer = await fetch(`${github.apiUrl}/repos/${name}/contents/new.txt`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ message: "New file", content: "bmV3Cg==", branch: repository.defaultBranch }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const record = await runner.waitFor(({ run }) => run.repository.fullName === name);
  await runner.idle();
  const [only] = record.jobs;
  if (only === undefined) throw new Error(record.annotations.map(({ message }) => message).join("\n"));
  return only;
}

const stepsOf = (job: JobRecord): readonly string[] =>
  job.steps.slice(1).map(({ name, outcome, conclusion }) => `${name}: ${outcome}/${conclusion}`);

test("bash: a pipe's failure counts only with `shell: bash`, and every failure ends the script", async () => {
  const job = await runSteps(`
- name: unspecified
  run: "false | true\\necho after"
- name: bash
  shell: bash
  run: |
    false | true
    echo not reached
- name: sh
  if: always()
  shell: sh
  run: "false\\necho not reached"
- name: python
  if: always()
  shell: python
  run: print("py" + "thon")
- name: custom
  if: always()
  shell: node {0}
  run: console.log("no" + "de")
`);
  expect(stepsOf(job)).toEqual([
    "unspecified: success/success",
    "bash: failure/failure",
    "sh: failure/failure",
    "python: success/success",
    "custom: success/success",
  ]);
  expect(job.log).toMatch(/^after$/m);
  expect(job.log).toMatch(/^python$/m);
  expect(job.log).toMatch(/^node$/m);
  expect(job.log).not.toMatch(/^not reached$/m);
  expect(job.result).toBe("failure");
});

test("a shell the sandbox does not have is refused, and idle() says so", async () => {
  await expect(runSteps("- { shell: pwsh, run: x }")).rejects.toThrow("does not know the shell 'pwsh'");
});

test("steps pass on outputs, variables and paths; the environment is the runner's", async () => {
  const job = await runSteps(
    `
- id: one
  run: |
    echo "plain=a b" >> "$GITHUB_OUTPUT"
    { echo "many<<EOF"; echo one; echo two; echo EOF; } >> "$GITHUB_OUTPUT"
    echo "LATER=now" >> "$GITHUB_ENV"
    mkdir bin && printf '#!/bin/sh\\necho "my tool"' > bin/my-tool && chmod +x bin/my-tool
    echo "$PWD/bin" >> "$GITHUB_PATH"
    echo "here: [$LATER]"
- env: { MINE: "\${{ env.LATER }}-\${{ vars.COLOUR }}" }
  run: |
    echo "[$LATER] [$MINE] [$WF] [$JOB]"
    echo '\${{ toJSON(steps.one.outputs) }}'
    my-tool
    test "$GITHUB_ACTIONS" = true && test "$CI" = true
    test -z "$JEST_WORKER_ID" && test "$HOME" != '${process.env["HOME"]}'
    test "$(jq -r .after "$GITHUB_EVENT_PATH" 2>/dev/null || node -p 'require(process.env.GITHUB_EVENT_PATH).after')" = "$GITHUB_SHA"
- working-directory: bin
  run: ls; pwd
`,
    "env: { JOB: j, WF: over }",
    "env: { WF: w }",
  );
  expect(job.log).toMatch(/^here: \[\]$/m);
  expect(job.log).toMatch(/^\[now\] \[now-green\] \[over\] \[j\]$/m);
  expect(job.log).toContain('"many": "one\\ntwo"');
  expect(job.log).toMatch(/^my tool$/m);
  expect(job.log).toMatch(/work\/r\d+\/r\d+\/bin$/m);
  expect(job.result).toBe("success");
});

test("if, continue-on-error, outcome and conclusion", async () => {
  const job = await runSteps(`
- id: soft
  continue-on-error: true
  run: exit 3
- run: echo "\${{ steps.soft.outcome }} \${{ steps.soft.conclusion }} \${{ job.status }}"
- if: steps.soft.outcome == 'failure'
  run: echo plain conditions imply success
- id: hard
  run: exit 4
- run: echo skipped
- if: "\${{ failure() && steps.hard.outcome == 'failure' }}"
  run: echo "failed \${{ job.status }}"
- if: "!cancelled()"
  run: echo not cancelled
- if: success() || always()
  run: echo always
- if: fromJSON('nonsense')
  run: echo never
`);
  expect(stepsOf(job).map((step) => step.split(": ").at(-1))).toEqual([
    "failure/success",
    "success/success",
    "success/success",
    "failure/failure",
    "skipped/skipped",
    "success/success",
    "success/success",
    "success/success",
    "skipped/skipped",
  ]);
  expect(job.log).toMatch(/^failure success success$/m);
  expect(job.log).toMatch(/^failed failure$/m);
  expect(job.annotations.map(({ message }) => message)).toEqual([
    "Process completed with exit code 3.",
    "Process completed with exit code 4.",
  ]);
});

test("a condition that cannot be evaluated fails its step", async () => {
  const job = await runSteps(`- { if: "fromJSON('nonsense')", run: echo never }`);
  expect(stepsOf(job)).toEqual(["Run echo never: failure/failure"]);
  expect(job.annotations[0]?.message).toMatch(/^The template is not valid\. .*w\.yml \(Line: 8, Col: 15\): /);
});

/** Runs them in a sandbox with a shorter minute, in ms. */
async function runFast(minute: number, steps: string, job = ""): Promise<JobRecord> {
  const fast = await startSandbox({ minute });
  try {
    return await runStepsIn(fast, { steps, job });
  } finally {
    await fast.stop();
  }
}

test("a step ends at its timeout", async () => {
  const job = await runFast(
    300,
    `- { name: slow, timeout-minutes: 1, run: sleep 600 }\n- { if: always(), run: "true" }`,
  );
  expect(stepsOf(job)).toEqual(["slow: failure/failure", "Run true: success/success"]);
  expect(job.annotations[0]?.message).toBe("The action 'slow' has timed out after 1 minutes.");
});

test("a job ends at its timeout, cancelled", async () => {
  // Long enough for the first step to start, however slow the machine.
  const job = await runFast(
    5_000,
    `- { name: slow, run: sleep 600 }\n- { if: cancelled(), name: clean, run: "true" }`,
    "timeout-minutes: 2",
  );
  expect(stepsOf(job)).toEqual(["slow: cancelled/cancelled", "clean: success/success"]);
  expect(job.result).toBe("cancelled");
});

test("secrets never show and never leave the job", async () => {
  const job = await runSteps(
    `
- id: s
  env: { KEY: "\${{ secrets.KEY }}" }
  run: |
    echo "key: $KEY"; printf %s "$KEY" | base64
    echo "::add-mask::hidden word"; echo "a hidden word"
    echo "leak=x $KEY" >> "$GITHUB_OUTPUT"; echo "fine=ok" >> "$GITHUB_OUTPUT"
    echo "summary $KEY" >> "$GITHUB_STEP_SUMMARY"
    echo "::error::bad $KEY"
    echo "token \${{ github.token }} \${{ secrets.GITHUB_TOKEN }}"
`,
    `outputs: { leak: "\${{ steps.s.outputs.leak }}", fine: "\${{ steps.s.outputs.fine }}" }`,
  );
  expect(job.log).toMatch(/^key: \*\*\*$/m);
  expect(job.log).toMatch(/^a \*\*\*$/m);
  expect(job.log).toMatch(/^token \*\*\* \*\*\*$/m);
  expect(job.log).not.toMatch(/s3cr3t|ghs_|czNjcjN0/);
  expect(job.summary).toBe("summary ***\n");
  expect(job.annotations.map(({ message }) => message)).toEqual([
    "bad ***",
    "Skip output 'leak' since it may contain secret.",
  ]);
  expect(job.outputs).toEqual({ fine: "ok" });
});

test("workflow commands: annotations are counted, commands can be stopped", async () => {
  const job = await runSteps(`
- run: |
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "::warning file=a.ts,line=$i,endColumn=4,title=T::w$i"; done
    echo "::notice::n"
    echo "::stop-commands::tok"; echo "::error::not one"; echo "::tok::"
    echo "::group::G"; echo inside; echo "::endgroup::"; echo "::debug::unseen"
    echo "::set-output name=old::way"
    echo "::unknown::just text"
- run: echo "::warning::next step"
`);
  const warnings = job.annotations.filter(({ level }) => level === "warning");
  expect(warnings).toHaveLength(11);
  expect(warnings[0]).toEqual({
    level: "warning",
    message: "w1",
    file: "a.ts",
    line: 1,
    endColumn: 4,
    title: "T",
  });
  expect(job.annotations.some(({ level }) => level === "error")).toBe(false);
  expect(job.log).toContain("##[group]G\ninside\n##[endgroup]");
  expect(job.log).toMatch(/^::unknown::just text$/m);
  expect(job.log).not.toContain("[debug]");
});

test.each([
  ["echo '::set-env name=A::b'", "The `set-env` command is disabled."],
  ["echo nonsense >> $GITHUB_ENV", "Invalid format 'nonsense'"],
  [
    "echo 'NODE_OPTIONS=x' >> $GITHUB_ENV",
    "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
  ],
])("%s fails the step", async (script, message) => {
  const job = await runSteps(`- run: ${JSON.stringify(script)}`);
  expect(job.result).toBe("failure");
  expect(job.annotations.map(({ message }) => message).join("\n")).toContain(message);
});

test("an over-long summary is dropped, with an error that fails nothing", async () => {
  const job = await runSteps(`- run: head -c 1100000 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"`);
  expect(job.summary).toBe("");
  expect(job.result).toBe("success");
  expect(job.annotations[0]?.message).toContain("supports content up to a size of 1024k, got 1074k");
});

test("what a step leaves running continues during the next one, and ends with the job", async () => {
  const job = await runSteps(`
- run: |
    (while true; do date >> ticks; sleep 0.05; done) > /dev/null 2>&1 &
    echo $! > pid
- run: |
    until test -s ticks; do sleep 0.05; done
    before=$(wc -l < ticks)
    until test "$(wc -l < ticks)" -gt "$before"; do sleep 0.05; done
    echo "pid=$(cat pid)"
`);
  expect(job.result).toBe("success");
  const pid = /^pid=(\d+)$/m.exec(job.log)?.[1] ?? "";
  // Gone, or dead and not yet reaped by its new parent.
  expect(spawnSync("ps", ["-o", "stat=", "-p", pid]).stdout.toString().trim()).toMatch(/^(?:Z\w*)?\W*$/);
});

test("a job's token may do what the job may", async () => {
  const job = await runSteps(
    `
- run: |
    api() { curl -s -o /dev/null -w "%{http_code}\\n" -H "Authorization: Bearer \${{ github.token }}" "$@"; }
    api "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/contents/new.txt"
    api -X PUT "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/contents/b.txt" -d '{"message":"x","content":"eA=="}'
`,
    "permissions: { contents: read }",
  );
  expect(job.permissions).toEqual({ contents: "read" });
  expect(job.log).toMatch(/^200\n403$/m);
});
