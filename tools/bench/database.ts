import { createHash } from "node:crypto";
import { dispatchId } from "./dispatch.ts";

/** A record as db/db.schema.json has it. */
export interface DatabaseRecord {
  readonly container: string;
  readonly channel: string;
  readonly image: string;
  readonly source: {
    readonly repository: string;
    readonly sha: string;
    readonly ref: string;
    readonly run_id: number;
    readonly run_attempt: number;
  };
  readonly released_at: string;
  readonly released_by: string;
  readonly dispatch_id: string;
}

export function recordOf(release: {
  readonly container: string;
  readonly channel: string;
  readonly image: string;
  /** The build's run id grows with it. */
  readonly index: number;
}): DatabaseRecord {
  const { container, channel, image, index } = release;
  return {
    container,
    channel,
    image,
    source: {
      repository: `acme/${container}`,
      sha: createHash("sha1").update(image).digest("hex"),
      ref: "refs/heads/main",
      run_id: 1000 + index,
      run_attempt: 1,
    },
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: dispatchId(Math.max(index, 0)),
  };
}

/** A database as the actions write it; the records must be sorted. */
export function serializeDatabase(records: readonly DatabaseRecord[]): string {
  return `${JSON.stringify({ $schema: "./db.schema.json", version: 1, releases: records }, undefined, 2)}\n`;
}
