import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Progress } from "./records.ts";
import { logOf, resultsOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;
let directory: string;

beforeEach(async () => {
  sandbox = await startSandbox({ concurrency: 4 });
  directory = await mkdtemp(join(tmpdir(), "gates-"));
});

afterEach(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

async function restart(options: Parameters<typeof startSandbox>[0]): Promise<void> {
  await sandbox.stop();
  sandbox = await startSandbox(options);
}

const on = "on: repository_dispatch\n";
const steps = (script: string): string =>
  `runs-on: ubuntu-latest\n    steps: [{ run: ${JSON.stringify(script)} }]\n`;
/** Waits for a kind of progress; resolves with the run's id. */
const when = async (wanted: (progress: Progress) => boolean): Promise<number> =>
  await new Promise((resolve) => {
    const stop = sandbox.runner.onProgress((progress) => {
      if (!wanted(progress)) return;
      stop();
      resolve(progress.run.id);
    });
  });
const whenLogged = (line: string): Promise<number> =>
  when((progress) => progress.kind === "log" && progress.line === line);
const whenPending = (title: string): Promise<number> =>
  when(({ kind, run }) => kind === "run-pending" && run.displayTitle === title);
/** A workflow whose run lasts until the test opens the run's own gate: no machine is too slow for that. */
const gated = (more: string): string =>
  `run-name: \${{ github.event.client_payload.n }}\n${on}${more}jobs:\n  a:\n    ${steps(
    `echo going; until test -e '${directory}/\${{ github.event.client_payload.n }}'; do sleep 0.05; done`,
  )}`;
const open = (...titles: readonly string[]): Promise<unknown> =>
  Promise.all(titles.map((title) => writeFile(join(directory, title), "")));
const conclusions = (): Readonly<Record<string, string>> =>
  Object.fromEntries(sandbox.runner.runs.map(({ run }) => [run.displayTitle, run.conclusion ?? ""]));

describe("cancelling", () => {
  test("stops the step, runs the steps that ask to run, and skips the rest", async () => {
    // A step that does stop gets the time that GitHub allows.
    await restart({ concurrency: 4, stopTimes: { interrupt: 600_000, terminate: 600_000, cancel: 600_000 } });
    await sandbox.repository({
      w: `${on}jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: trap 'echo interrupted; exit 3' INT; echo going; for i in $(seq 100); do sleep 0.1; done
      - run: echo not reached
      - if: always()
        run: echo "always \${{ job.status }}"
      - if: cancelled()
        run: echo cancelled
      - if: failure()
        run: echo not failure
  b:
    needs: a
    ${steps("true")}
  c:
    needs: a
    if: always()
    ${steps("echo ${{ needs.a.result }}")}
  d:
    if: always()
    ${steps("sleep 1; echo through")}
`,
    });
    const going = whenLogged("going");
    await sandbox.send("go");
    sandbox.runner.cancel(await going);
    await sandbox.runner.idle();
    const [record] = sandbox.runner.runs;
    expect(record?.run.conclusion).toBe("cancelled");
    expect(resultsOf(record!)).toEqual({ a: "cancelled", b: "skipped", c: "success", d: "success" });
    expect(logOf(record!, "a")).toMatch(/^interrupted$/m);
    expect(logOf(record!, "a")).toMatch(/^always cancelled\n.*cancelled\n/ms);
    expect(logOf(record!, "a")).not.toMatch(/^not /m);
    expect(logOf(record!, "c")).toMatch(/^cancelled$/m);
    expect(
      record!.jobs.find(({ id }) => id === "a")?.steps.map(({ name, conclusion }) => [name, conclusion]),
    ).toEqual([
      ["Set up job", "success"],
      ["Run actions/checkout@v5", "success"],
      [expect.stringContaining("Run trap"), "cancelled"],
      ["Run echo not reached", "skipped"],
      ['Run echo "always cancelled"', "success"],
      ["Run echo cancelled", "success"],
      ["Run echo not failure", "skipped"],
      ["Post Run actions/checkout@v5", "success"],
    ]);
  });

  test("a process that will not stop is killed, with its children", async () => {
    await sandbox.repository({
      w: `${on}jobs:\n  a:\n    ${steps("trap '' INT TERM; echo going; sleep 600; echo not reached")}`,
    });
    const going = whenLogged("going");
    await sandbox.send("go");
    sandbox.runner.cancel(await going);
    // If it were not killed, the test would hit its own timeout, which is shorter.
    await sandbox.runner.idle();
    expect(sandbox.runner.runs[0]?.run.conclusion).toBe("cancelled");
  });

  test("works over REST, also for a run that waits for a machine", async () => {
    await restart({ concurrency: 1 });
    await sandbox.repository({ w: gated("") });
    const going = whenLogged("going");
    const second = when(({ kind, run }) => kind === "run-started" && run.displayTitle === "second");
    await sandbox.send("go", { n: "first" });
    await going;
    await sandbox.send("go", { n: "second" });
    const id = await second;
    const token = sandbox.github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: ["acme/app"],
      permissions: { actions: "write" },
    });
    const answer = await fetch(`${sandbox.github.apiUrl}/repos/acme/app/actions/runs/${id}/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(202);
    await open("first");
    await sandbox.runner.idle();
    expect(conclusions()).toEqual({ first: "success", second: "cancelled" });
  });
});

test("a rerun has the same id, the next attempt and the same commit", async () => {
  await sandbox.repository({
    w: `${on}jobs:\n  a:\n    ${steps('echo "attempt $GITHUB_RUN_ATTEMPT of $GITHUB_RUN_ID"; test "$GITHUB_RUN_ATTEMPT" = 2')}`,
  });
  const first = await sandbox.dispatch("go");
  expect(first.run.conclusion).toBe("failure");
  sandbox.runner.rerun(first.run.id);
  await sandbox.runner.idle();
  const second = sandbox.runner.runs[1];
  expect(second?.run).toMatchObject({ id: first.run.id, runAttempt: 2, conclusion: "success" });
  expect(logOf(second!, "a")).toContain(`attempt 2 of ${first.run.id}`);
});

describe("concurrency", () => {
  const workflow = (group: string): string => gated(`concurrency: ${group}\n`);

  test("a newer run cancels the waiting one", async () => {
    await sandbox.repository({ w: workflow("deploy-${{ github.ref_name }}") });
    const going = whenLogged("going");
    await sandbox.send("go", { n: "one" });
    await going;
    for (const n of ["two", "three"]) {
      const pending = whenPending(n);
      await sandbox.send("go", { n });
      await pending;
    }
    await open("one", "three");
    await sandbox.runner.idle();
    expect(conclusions()).toEqual({ one: "success", two: "cancelled", three: "success" });
    const two = sandbox.runner.runs.find(({ run }) => run.displayTitle === "two");
    expect(two?.annotations[0]?.message).toBe(
      "Canceling since a higher priority waiting request for 'deploy-main' exists",
    );
  });

  test("cancel-in-progress cancels the running one", async () => {
    await sandbox.repository({ w: workflow("{ group: x, cancel-in-progress: true }") });
    const going = whenLogged("going");
    await sandbox.send("go", { n: "one" });
    await going;
    await open("two");
    await sandbox.send("go", { n: "two" });
    await sandbox.runner.idle();
    expect(conclusions()).toEqual({ one: "cancelled", two: "success" });
  });

  test("queue: max loses none", async () => {
    await sandbox.repository({ w: workflow("{ group: x, queue: max }") });
    for (const n of ["one", "two", "three", "four"]) await sandbox.send("go", { n });
    await open("one", "two", "three", "four");
    await sandbox.runner.idle();
    expect(Object.values(conclusions())).toEqual(["success", "success", "success", "success"]);
  });

  test("queue: max with cancel-in-progress is refused", async () => {
    await sandbox.repository({ w: workflow("{ group: x, queue: max, cancel-in-progress: true }") });
    const record = await sandbox.dispatch("go", { n: "one" });
    expect(record.annotations[0]?.message).toContain("'queue: max' cannot be combined");
  });

  test("of jobs: the same group as the run's own can never start", async () => {
    await sandbox.repository({
      w: `${on}concurrency: same\njobs:
  a:
    concurrency: Same
    ${steps("true")}
  b:
    concurrency: other
    ${steps("true")}
`,
    });
    const record = await sandbox.dispatch("go");
    expect(resultsOf(record)).toEqual({ a: "cancelled", b: "success" });
    expect(record.jobs[0]?.annotations[0]?.message).toContain(
      "a deadlock was detected for concurrency group: 'Same'",
    );
  });
});

test("an invalid file fails with GitHub's message, an unknown feature with the sandbox's", async () => {
  await sandbox.repository({ w: `${on}jobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []` });
  const record = await sandbox.dispatch("go");
  expect(record.run).toMatchObject({ conclusion: "failure", workflowName: ".github/workflows/w.yml" });
  expect(record.annotations[0]?.message).toContain(
    ".github/workflows/w.yml (Line: 5, Col: 5): Unexpected value 'stepz'",
  );
  await sandbox.github.createRepository("acme/other", {
    files: {
      ".github/workflows/w.yml": `${on}jobs:\n  a:\n    runs-on: ubuntu-latest\n    container: x\n    steps: [{ run: x }]`,
    },
  });
  const token = sandbox.github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/other"],
    permissions: { contents: "write" },
  });
  await fetch(`${sandbox.github.apiUrl}/repos/acme/other/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ event_type: "go" }),
  });
  await expect(sandbox.runner.waitFor(({ run }) => run.repository.name === "none")).rejects.toThrow(
    ".github/workflows/w.yml (Line: 5, Col: 16): the sandbox's runner does not know 'jobs.a.container'",
  );
  expect(sandbox.runner.runs.at(-1)?.run.conclusion).toBe("failure");
});

test("closing the runner tells those waiting for a run which runs there were", async () => {
  await sandbox.repository({ w: `${on}jobs:\n  a:\n    ${steps("true")}` });
  await sandbox.dispatch("go");
  const waited = sandbox.runner.waitFor(({ run }) => run.repository.name === "none");
  const [reason] = await Promise.allSettled([waited, sandbox.runner.close()]);
  expect(reason).toMatchObject({
    status: "rejected",
    reason: { message: "the runner was closed before such a run came; finished: go (success)" },
  });
});

test("progress reports what happens, in order", async () => {
  await sandbox.repository({ w: `${on}jobs:\n  a:\n    ${steps("echo hi")}` });
  const kinds: string[] = [];
  sandbox.runner.onProgress((progress) => {
    if (progress.kind === "log") return;
    kinds.push("step" in progress ? `${progress.kind}: ${progress.step}` : progress.kind);
  });
  await sandbox.dispatch("go");
  expect(kinds).toEqual([
    "run-queued",
    "run-started",
    "job-started",
    "step-started: Set up job",
    "step-finished: Set up job",
    "step-started: Run echo hi",
    "step-finished: Run echo hi",
    "job-finished",
    "run-finished",
  ]);
});
