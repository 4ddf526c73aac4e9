import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, expect } from "@jest/globals";
import { byHandEvent, dispatched, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: a history of releases, and the rollbacks in it. */

export const IMAGE = "ghcr.io/acme/my-app";
export const READ = ["graphql:ReadBranch", "graphql:FileHistory", "graphql:FileAt"];

export interface Fields {
  readonly [field: string]: unknown;
}

export const releases = await startReleases();
export const { github, git, database, commits, operations } = releases;
let runs = 0;

afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

export const create = (files: Record<string, string> = {}): Promise<void> =>
  releases.create({ "db/db.json": text(), ...files });

export const text = (...records: Fields[]): string =>
  `${JSON.stringify({ version: 1, releases: records }, undefined, 2)}\n`;
export const record = (container: string, tag: string, fields: Fields = {}): Fields => ({
  container,
  channel: "prod",
  image: `ghcr.io/acme/${container}:${tag}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-2222-4333-8444-555555555555",
  ...fields,
});

export const head = () => git("rev-parse", "main").trim();
export const message = () => git("log", "-1", "--format=%B", "main").trim();
export const records = () => (JSON.parse(database()) as { releases: Fields[] }).releases;
export const recordOf = (container = "my-app") =>
  records().find((one) => one["container"] === container && one["channel"] === "prod");

/** A commit to main by hand, as a person pushes it. */
export function pushByHand(files: Record<string, string>, subject: string): void {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const committer = `committer Mona <mona@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`;
  const changed = Object.entries(files).map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`);
  const head = "refs/heads/main";
  execFileSync("git", ["--git-dir", releases.gitDir, "fast-import", "--quiet"], {
    input: `commit ${head}\n${committer}${data(subject)}from ${head}^0\n${changed.join("")}`,
  });
}

/** A commit by hand that no ref points to yet. */
export function commitByHand(files: Record<string, string>, subject: string, parent = "main"): string {
  const env = {
    ...process.env,
    GIT_INDEX_FILE: join(github.directory, `index-${(runs += 1)}`),
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Mona"],
        [`GIT_${who}_EMAIL`, "mona@example.com"],
      ]),
    ),
  };
  const run = (args: string[], input = "") =>
    execFileSync("git", ["--git-dir", releases.gitDir, ...args], { encoding: "utf8", env, input }).trim();
  run(["read-tree", parent]);
  for (const [path, content] of Object.entries(files)) {
    run([
      "update-index",
      "--add",
      "--cacheinfo",
      `100644,${run(["hash-object", "-w", "--stdin"], content)},${path}`,
    ]);
  }
  return run(["commit-tree", run(["write-tree"]), "-p", parent, "-m", subject]);
}
export const push = (commit: string): void => void git("update-ref", "refs/heads/main", commit);

export const dispatchId = (runId: number) => `00000000-0000-4000-8000-${String(runId).padStart(12, "0")}`;
export const sourceOf = (runId: number): Fields => ({
  repository: "acme/my-app",
  sha: String(runId % 10).repeat(40),
  ref: "refs/heads/main",
  run_id: runId,
  run_attempt: 1,
});

/** The commit of a build's release, without the time that the action takes. */
export function released(runId: number, container = "my-app"): void {
  const image = `ghcr.io/acme/${container}:v${runId}`;
  const written = record(container, `v${runId}`, {
    source: sourceOf(runId),
    released_at: `2026-11-20T00:00:0${runId}Z`,
    released_by: "octocat",
    dispatch_id: dispatchId(runId),
  });
  const others = records().filter((one) => one["container"] !== container || one["channel"] !== "prod");
  const trailers = `Dispatch-Id: ${dispatchId(runId)}\nReleased-By: octocat`;
  const message = `release(${container}): prod → v${runId}\n\n${container} prod: x:1 → ${image}\n\n${trailers}`;
  pushByHand({ "db/db.json": text(...others, written) }, message);
}

/** A build's release, by the real action. */
export const build = (runId: number, release: Fields = {}): Promise<StepResult> =>
  releases.run({
    action: "actions/update-database",
    event: dispatched({
      version: 1,
      dispatch_id: dispatchId(runId),
      releases: [{ container: "my-app", channel: "prod", image: `${IMAGE}:v${runId}`, ...release }],
      source: sourceOf(runId),
    }),
    runId: 1000 + runId,
  });
export const run = async (
  inputs: Record<string, string> = {},
  step: Partial<Step> = {},
): Promise<StepResult> => {
  github.forgetRequests();
  return await releases.run({
    action: "actions/rollback-release",
    event: byHandEvent,
    inputs: { containers: "my-app", channel: "prod", ...inputs },
    runId: (runs += 1),
    ...step,
  });
};
export const history = ({ outputs }: StepResult) =>
  (JSON.parse(String(outputs["history"])) as { image: string }[]).map(({ image }) => image.split(":")[1]);
export const refused = (result: StepResult, text: string) => {
  expect(result.exitCode).toBe(1);
  expect(outcomes(result)).toEqual(["rejected"]);
  expect(result.annotations).toEqual([
    { level: "error", title: "Rejected", message: expect.stringContaining(text) },
  ]);
};
