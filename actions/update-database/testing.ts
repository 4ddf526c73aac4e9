import { afterAll, afterEach, beforeEach } from "@jest/globals";
import { byHandEvent, dispatched, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: before each one, a release repository with an empty database. */

export const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
export const OTHER_ID = "11111111-2222-4333-8444-555555555555";
export const SHA = "1a2b3c4d".repeat(5);
export const IMAGE = "ghcr.io/acme/my-app";
export const EMPTY = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';

export const releases = await startReleases();
export const { github, git, database, head, message, commits, operations } = releases;

beforeEach(() => create(EMPTY));
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

export const create = (database: string): Promise<void> =>
  releases.create({ "db/db.json": database, "README.md": "# Releases\n" });
export const records = () => (JSON.parse(database()) as { releases: Record<string, unknown>[] }).releases;

export const source = (fields: object = {}) => ({
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
  ...fields,
});
export const payload = (tag: string, fields: object = {}) => ({
  version: 1,
  dispatch_id: ID,
  releases: [{ container: "my-app", channel: "dev", image: `${IMAGE}:${tag}` }],
  source: source(),
  ...fields,
});

export const run = (
  clientPayload: unknown,
  inputs: Record<string, string> = {},
  step: Partial<Step> = {},
): Promise<StepResult> =>
  releases.run({
    action: "actions/update-database",
    event: dispatched(clientPayload),
    inputs,
    ...step,
  });
export const byHand = (inputs: Record<string, string>, step: Partial<Step> = {}): Promise<StepResult> =>
  run(undefined, inputs, { event: byHandEvent, ...step });
