import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { logOf, resultsOf, startSandbox, type Sandbox } from "./testing.ts";

let sandbox: Sandbox;
let directory: string;

beforeEach(async () => {
  sandbox = await startSandbox({ concurrency: 3 });
  directory = await mkdtemp(join(tmpdir(), "started-"));
});

afterEach(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

const on = "on: repository_dispatch\n";

/** A job of one script. */
const job = (id: string, script: string, more = ""): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more === "" ? "" : more.trim().replaceAll(/^/gm, "    ") + "\n"}    steps: [{ id: s, run: ${JSON.stringify(script)} }]\n`;

test("needs, results, and which jobs run after a failure", async () => {
  await sandbox.repository({
    w: `${on}jobs:
${job("good", "echo word=hi >> $GITHUB_OUTPUT", "outputs: { word: '${{ steps.s.outputs.word }}' }")}
${job("bad", "echo last=words >> $GITHUB_OUTPUT; exit 1", "outputs: { last: '${{ steps.s.outputs.last }}' }")}
${job("soft", "exit 1", "continue-on-error: true")}
${job("after-good", "echo ${{ needs.good.outputs.word }} ${{ needs.good.result }}", "needs: good")}
${job("after-soft", "echo ${{ needs.soft.result }}", "needs: [soft]")}
${job("after-bad", "true", "needs: [good, bad]")}
${job("on-failure", "echo ${{ needs.bad.outputs.last }}", "needs: [good, bad]\nif: failure()")}
${job("far-failure", "true", "needs: after-bad\nif: failure()")}
${job("always", "echo ${{ join(needs.*.result, ' ') }}", "needs: [good, bad, after-bad]\nif: always()")}
${job("after-always", "true", "needs: always")}
${job("by-result", "true", "needs: after-bad\nif: always() && needs.after-bad.result == 'skipped'")}
${job("unwanted", "true", "if: github.event.client_payload.nope")}
`,
  });
  const record = await sandbox.dispatch("go");
  expect(resultsOf(record)).toEqual({
    good: "success",
    bad: "failure",
    soft: "failure",
    "after-good": "success",
    "after-soft": "success",
    "after-bad": "skipped",
    "on-failure": "success",
    "far-failure": "success",
    always: "success",
    // It descends from a failure and a skipped job: success() is false.
    "after-always": "skipped",
    "by-result": "success",
    unwanted: "skipped",
  });
  expect(logOf(record, "after-good")).toMatch(/^hi success$/m);
  expect(logOf(record, "after-soft")).toMatch(/^success$/m);
  expect(logOf(record, "on-failure")).toMatch(/^words$/m);
  expect(logOf(record, "always")).toMatch(/^success failure skipped$/m);
  expect(record.run.conclusion).toBe("failure");
});

test("a run whose jobs are all skipped is skipped; one that may fail does not fail it", async () => {
  await sandbox.repository({
    skipped: `${on}jobs:\n${job("a", "true", "if: false")}`,
    soft: `${on}jobs:\n${job("a", "exit 1", "continue-on-error: true")}`,
  });
  await sandbox.dispatch("go");
  const conclusions = sandbox.runner.runs.map(({ run }) => [run.workflowPath, run.conclusion]);
  expect(Object.fromEntries(conclusions)).toEqual({
    ".github/workflows/skipped.yml": "skipped",
    ".github/workflows/soft.yml": "success",
  });
});

describe("matrix", () => {
  test("values, include, exclude, names, from an output", async () => {
    await sandbox.repository({
      w: `${on}jobs:
${job("list", `echo 'json=["x","y"]' >> $GITHUB_OUTPUT`, "outputs: { json: '${{ steps.s.outputs.json }}' }")}
${job(
  "m",
  'echo "${{ matrix.a }}${{ matrix.b }}${{ matrix.c }} ${{ strategy.job-index }}/${{ strategy.job-total }}"; echo "${{ matrix.a }}=1" >> $GITHUB_OUTPUT',
  "needs: list\nstrategy:\n  matrix:\n    a: ${{ fromJSON(needs.list.outputs.json) }}\n    b: [1, 2]\n    exclude: [{ a: y, b: 1 }]\n    include: [{ a: x, c: true }, { a: z, b: 9 }]\noutputs: { x: '${{ steps.s.outputs.x }}', y: '${{ steps.s.outputs.y }}' }",
)}
${job("named", "true", "name: N ${{ matrix.v }}\nstrategy: { matrix: { v: [7] } }")}
${job("plain", "true", "name: Plain\nstrategy: { matrix: { v: [7] } }")}
${job("after", 'echo "[${{ needs.m.outputs.x }}${{ needs.m.outputs.y }}]"', "needs: m")}
`,
    });
    const record = await sandbox.dispatch("go");
    expect(resultsOf(record)).toEqual({
      list: "success",
      "m (x, 1)": "success",
      "m (x, 2)": "success",
      "m (y, 2)": "success",
      "m (z, 9)": "success",
      "N 7": "success",
      "Plain (7)": "success",
      after: "success",
    });
    expect(record.jobs.map(({ log }) => log).join("")).toMatch(/^y2 2\/4$/m);
    expect(logOf(record, "after")).toMatch(/^\[11\]$/m);
  });

  test("fail-fast cancels the rest; without it they finish; max-parallel limits them", async () => {
    const matrix = (more: string): string => `strategy: { ${more}, matrix: { v: [fail, slow] } }`;
    const script =
      'if [ "${{ matrix.v }}" = fail ]; then exit 1; fi; sleep ${{ github.event.client_payload.s }}';
    await sandbox.repository({
      w: `${on}jobs:
${job("fast", script, matrix("fail-fast: true"))}
${job("kept", "if [ ${{ matrix.v }} = fail ]; then exit 1; fi", matrix("fail-fast: false"))}
${job("single", script, matrix("max-parallel: 1"))}
`,
    });
    const record = await sandbox.dispatch("go", { s: 30 });
    expect(resultsOf(record)).toEqual({
      "fast (fail)": "failure",
      "fast (slow)": "cancelled",
      "kept (fail)": "failure",
      "kept (slow)": "success",
      "single (fail)": "failure",
      "single (slow)": "cancelled",
    });
    expect(record.jobs.find(({ name }) => name === "single (slow)")?.steps).toEqual([]);
  });

  test.each([
    ["{ v: [] }", "Matrix vector 'v' does not contain any values"],
    ["{ include: [] }", "Matrix must define at least one vector"],
    ["{ v: [1], exclude: [{ w: 1 }] }", "Matrix exclude key 'w' does not match any key within the matrix"],
    ["${{ fromJSON('nope') }}", "Error parsing JSON"],
  ])("%s fails the job", async (matrix, message) => {
    await sandbox.repository({ w: `${on}jobs:\n${job("m", "true", `strategy:\n  matrix: ${matrix}`)}` });
    const record = await sandbox.dispatch("go");
    expect(resultsOf(record)).toEqual({ m: "failure" });
    expect(record.annotations[0]?.message).toMatch(
      /^Error when evaluating 'strategy' for job 'm'\. \.github\/workflows\/w\.yml \(Line: \d+, Col: \d+\): /,
    );
    expect(record.annotations[0]?.message).toContain(message);
  });

  test("emptied by exclude leaves one job without a matrix", async () => {
    const strategy = "strategy:\n  matrix: { v: [1], exclude: [{ v: 1 }] }";
    await sandbox.repository({ w: `${on}jobs:\n${job("m", 'echo "[${{ matrix.v }}]"', strategy)}` });
    expect(logOf(await sandbox.dispatch("go"), "m")).toMatch(/^\[\]$/m);
  });
});

test("a job for another machine is refused, and idle() says so", async () => {
  await sandbox.repository({ w: `${on}jobs:\n  a:\n    runs-on: windows-latest\n    steps: [{ run: x }]` });
  await expect(sandbox.dispatch("go")).rejects.toThrow(
    ".github/workflows/w.yml (Line: 4, Col: 14): the sandbox's runner does not know 'runs-on: \"windows-latest\"'",
  );
  expect(sandbox.runner.runs[0]?.run.conclusion).toBe("failure");
});

test("defaults, run-name, environment, and what a job's record holds", async () => {
  await sandbox.repository({
    w: `name: Ship
run-name: Ship \${{ github.event.client_payload.what }} by \${{ github.actor }}
${on}defaults: { run: { shell: bash, working-directory: sub } }
jobs:
  a:
    runs-on: [ubuntu-latest]
    environment: prod-\${{ github.event.client_payload.what }}
    defaults: { run: { working-directory: "\${{ github.workspace }}" } }
    steps:
      - run: "false | true"
`,
  });
  const record = await sandbox.dispatch("go", { what: "it" });
  expect(record.run).toMatchObject({
    displayTitle: "Ship it by octocat",
    workflowName: "Ship",
    runNumber: 1,
    status: "completed",
    conclusion: "failure",
  });
  expect(record.jobs[0]).toMatchObject({
    id: "a",
    environment: "prod-it",
    permissions: { contents: "read" },
  });
});

test("no more jobs run at once than there are machines", async () => {
  // The first to start wait for each other: as many as there are machines must run together.
  const started = join(directory, "started");
  const script = `echo "start $(date +%s%N)"; echo >> ${started}
      until [ "$(wc -l < ${started})" -ge 3 ]; do sleep 0.05; done; echo "end $(date +%s%N)"`;
  const ids = ["a", "b", "c", "d", "e"];
  await sandbox.repository({ w: `${on}jobs:\n${ids.map((id) => job(id, script)).join("")}` });
  const { jobs } = await sandbox.dispatch("go");
  const times = jobs.map(({ log }) => ({
    start: Number(/^start (\d+)$/m.exec(log)?.[1]),
    end: Number(/^end (\d+)$/m.exec(log)?.[1]),
  }));
  const together = times.map(
    ({ start }) => times.filter((other) => other.start <= start && other.end > start).length,
  );
  expect(Math.max(...together)).toBe(3);
});
