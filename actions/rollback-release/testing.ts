import { afterAll, afterEach, expect } from "@jest/globals";
import { feedGit } from "@release-channels/sandbox";
import { byHandEvent, dispatched, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: a history of releases, and the rollbacks in it. */

export const IMAGE = "ghcr.io/acme/my-app";
export const READ = ["graphql:ReadBranch", "graphql:FileHistory", "graphql:FileAt"];

export interface Fields {
  readonly [field: string]: unknown;
}

export const releases = await startReleases();
export const { github, git, database, head, message, commits, operations } = releases;
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

export const records = () => (JSON.parse(database()) as { releases: Fields[] }).releases;
export const recordOf = (container = "my-app") =>
  records().find((one) => one["container"] === container && one["channel"] === "prod");

/** A commit to main by hand, as a person pushes it. */
export async function pushByHand(
  files: Record<string, string>,
  subject: string,
  ref = "refs/heads/main",
): Promise<void> {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const committer = `committer Mona <mona@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`;
  const changed = Object.entries(files).map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`);
  const commit = `commit ${ref}\n${committer}${data(subject)}from ${ref}^0\n${changed.join("")}`;
  await feedGit(releases.gitDir, commit, "fast-import", "--quiet");
}

/** A commit by hand that no branch points to. */
export async function commitByHand(
  files: Record<string, string>,
  subject: string,
  parent = head(),
): Promise<string> {
  const ref = `refs/by-hand/${(runs += 1)}`;
  await git("update-ref", ref, parent);
  await pushByHand(files, subject, ref);
  return await git("rev-parse", ref);
}
export const push = async (commit: string): Promise<void> => {
  await git("update-ref", "refs/heads/main", commit);
};

export const dispatchId = (runId: number) => `00000000-0000-4000-8000-${String(runId).padStart(12, "0")}`;
export const sourceOf = (runId: number): Fields => ({
  repository: "acme/my-app",
  sha: String(runId % 10).repeat(40),
  ref: "refs/heads/main",
  run_id: runId,
  run_attempt: 1,
});

/** The commit of a build's release, without the time that the action takes. */
export async function released(runId: number, container = "my-app"): Promise<void> {
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
  await pushByHand({ "db/db.json": text(...others, written) }, message);
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
