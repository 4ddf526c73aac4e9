import type { ClaimedSource, ReceivedDispatch } from "../documents/dispatch.ts";
import type { Database, ReleaseRecord } from "../generated/schema.generated.ts";
import { applyReleases, sourced, type Applied, type ReleaseOptions } from "../rules/apply.ts";
import { OPEN_POLICY } from "../rules/policy.ts";

/** Releases and databases that tests of applying begin with. */

export type Options = Omit<ReleaseOptions, "id" | "order">;

/** As update-database does. */
export const applyDispatch = (
  database: Database,
  { id, releases, source }: ReceivedDispatch,
  options: Options,
): Applied => applyReleases(database, sourced(releases, source), { ...options, id, order: "ever" });

export const OPTIONS: Options = {
  by: "octocat",
  at: "2026-11-21T03:00:00Z",
  force: false,
  policy: OPEN_POLICY,
};
export const EMPTY: Database = { version: 1, releases: [] };
export const SHA = "1a2b3c4d".repeat(5);
export const SOURCE: ClaimedSource = {
  repository: "acme/my-app",
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};
export const PINNED = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };

export const release = (image: string) => ({
  container: "my-app",
  channel: "dev",
  image: `ghcr.io/acme/my-app:${image}`,
});
export const dispatch = (image: string, source?: Partial<ClaimedSource>): ReceivedDispatch => ({
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: [release(image)],
  ...(source !== undefined && { source: { ...SOURCE, ...source } }),
});
export const DIGEST = `sha256:${"a".repeat(64)}`;
export const withDigest = (given: ReceivedDispatch, digest: string): ReceivedDispatch => ({
  ...given,
  releases: given.releases.map((one) => ({ ...one, digest })),
});
export const standing = (image: string, fields: Partial<ReleaseRecord> = {}): Database => ({
  version: 1,
  releases: [
    {
      ...release(image),
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: dispatch("x").id,
      ...fields,
    },
  ],
});
