import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeEach, expect } from "@jest/globals";
import type { IdTokenJob, Repository } from "@release-channels/sandbox";
import { dispatched, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of provenance have in common: a build, its dispatch, and a token for it. */

export const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
export const OTHER_ID = "11111111-2222-4333-8444-555555555555";
export const SHA = "1a2b3c4d".repeat(5);
export const EMPTY = '{\n  "version": 1,\n  "releases": []\n}\n';
export const JWKS = "oidc:jwks";

export const releases = await startReleases("acme/Releases");
export const { github, git, database, head, message, operations } = releases;
export const source = await github.createRepository("acme/my-app", { private: true });

beforeEach(() => create({}));
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

export const create = (files: Record<string, string>): Promise<void> =>
  releases.create({ "db/db.json": EMPTY, ...files });
export const now = () => Math.floor(Date.now() / 1000);

/** The run that builds. */
const build = (fields: Partial<IdTokenJob> = {}): IdTokenJob => ({
  repository: source,
  ref: "refs/heads/main",
  sha: SHA,
  runId: 10,
  runNumber: 3,
  runAttempt: 1,
  actor: "octocat",
  eventName: "push",
  workflow: {
    name: "CI",
    repository: "acme/my-app",
    path: ".github/workflows/ci.yml",
    ref: "refs/heads/main",
    sha: SHA,
  },
  ...fields,
});

export interface Payload {
  readonly dispatch_id: string;
  readonly releases: readonly { container: string; channel: string; image: string; digest?: string }[];
  readonly [field: string]: unknown;
}

export const payload = (fields: object = {}): Payload => ({
  version: 1,
  dispatch_id: ID,
  releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v1" }],
  source: { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 10, run_attempt: 1 },
  ...fields,
});

/** Worked out here once more, so that the two sides cannot change it unnoticed. */
export function audience(
  { dispatch_id, releases: asked }: Payload,
  target: Pick<Repository, "fullName"> = releases,
): string {
  const content = JSON.stringify([
    dispatch_id,
    asked.map(({ container, channel, image, digest = null }) => [container, channel, image, digest]),
  ]);
  return `${target.fullName.toLowerCase()}#sha256-${createHash("sha256").update(content).digest("base64url")}`;
}

/** A token that GitHub would give for this payload, some claims altered. */
export const mint = (claims: Record<string, unknown> = {}, job: Partial<IdTokenJob> = {}, of = payload()) =>
  github.oidc.mint(build(job), audience(of), claims);

export const run = (clientPayload: unknown, inputs: Record<string, string> = {}, step: Partial<Step> = {}) =>
  releases.run({
    action: "actions/update-database",
    event: dispatched(clientPayload),
    inputs,
    ...step,
  });
export const send = async (provenance: string | Promise<string>, inputs: Record<string, string> = {}) =>
  run(payload({ provenance: await provenance }), inputs);

export function expectRefused(result: StepResult, message: string): void {
  expect(result.annotations).toEqual([
    {
      level: "error",
      title: "Rejected",
      message: expect.stringContaining(`client_payload: provenance is rejected: ${message}`),
    },
  ]);
  expect(result.exitCode).toBe(1);
  expect(outcomes(result)).toEqual(["rejected"]);
  expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "", provenance: "" });
  expect(result.summary).toContain("Rejected: nothing was written");
  expect(database()).toBe(EMPTY);
}
