import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeDatabase } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { FileBytes } from "../database/read-files.ts";

/** A directory with a database, for tests. */
export interface DatabaseDirectory {
  readonly directory: string;
  readonly databasePath: string;
  readonly policyPath: string;
  /** Replaces a file with another, as an editor or a checkout does. */
  readonly swap: (name: string, text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function makeFiles(records?: readonly ReleaseRecord[]): Promise<DatabaseDirectory> {
  const directory = await mkdtemp(join(tmpdir(), "release-api-"));
  const swap = async (name: string, text: string): Promise<void> => {
    const next = join(directory, `.${name}.next`);
    await writeFile(next, text);
    await rename(next, join(directory, name));
  };
  if (records !== undefined) await swap("db.json", databaseText(records));
  return {
    directory,
    databasePath: join(directory, "db.json"),
    policyPath: join(directory, "policy.json"),
    swap,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A file's bytes. @param text absent if there is no such file */
export function file(path: string, text?: string): FileBytes {
  return { path, bytes: text === undefined ? undefined : Buffer.from(text) };
}

export function databaseText(records: readonly ReleaseRecord[]): string {
  return serializeDatabase({ version: 1, releases: [...records] });
}

export function record(
  container: string,
  channel: string,
  tag = "v1",
  more: Partial<ReleaseRecord> = {},
): ReleaseRecord {
  return {
    container,
    channel,
    image: `ghcr.io/acme/${container}:${tag}`,
    released_at: "2026-11-21T02:00:00Z",
    released_by: "octocat",
    dispatch_id: "00000000-0000-4000-8000-000000000001",
    ...more,
  };
}
