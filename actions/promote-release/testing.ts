import { afterAll, afterEach, beforeEach } from "@jest/globals";
import { byHandEvent, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

/** What the tests of this action have in common: two containers in dev, one of which an older build of is in stage. */

const DISPATCH_ID = "11111111-2222-4333-8444-555555555555";
export const SHA = "1a2b3c4d".repeat(5);
export const DIGEST = `sha256:${"a".repeat(64)}`;
/** In characters of one to four bytes. */
export const NOTE = "kept → naïve 你好 🚀";

export interface Fields {
  readonly [field: string]: unknown;
}

export const releases = await startReleases();
export const { github, git, database, head, message, commits, operations } = releases;

export const source = (run_id = 10, fields: Fields = {}): Fields => ({
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id,
  run_attempt: 1,
  ...fields,
});
export const record = (container: string, channel: string, tag: string, fields: Fields = {}): Fields => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:${tag}`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: DISPATCH_ID,
  ...fields,
});
export const text = (...records: Fields[]): string =>
  `${JSON.stringify({ version: 1, releases: records }, undefined, 2)}\n`;

export const create = (database: string, policy?: Fields): Promise<void> =>
  releases.create({
    "db/db.json": database,
    ...(policy !== undefined && { "db/policy.json": JSON.stringify({ version: 1, ...policy }) }),
  });

beforeEach(() =>
  create(
    text(
      record("api", "dev", "1.2.3"),
      record("my-app", "dev", "1.2.3", { digest: DIGEST, source: source() }),
      record("my-app", "stage", "1.2.2", { source: source(9), note: NOTE }),
    ),
  ),
);
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

export const recordOf = (container: string, channel: string): Fields | undefined =>
  (JSON.parse(database()) as { releases: Fields[] }).releases.find(
    (one) => one["container"] === container && one["channel"] === channel,
  );

export const run = (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  releases.run({
    action: "actions/promote-release",
    event: byHandEvent,
    inputs: { containers: "my-app", from: "dev", to: "stage", ...inputs },
    ...step,
  });
