import { existsSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGliteDialect, type Dialect } from "kysely";
import { PARSERS } from "../parsers.ts";
import { step } from "../step.ts";
import { lockFolder, type Unlock } from "./folder-lock.ts";
import { initialisedFolder } from "./template.ts";

/** An open PGlite with how to close it. */
export interface Embedded {
  readonly dialect: Dialect;
  readonly close: () => Promise<void>;
}

/**
 * PostgreSQL within this process, for a trial and for tests: one process, nothing forced to disk.
 * @param folder where the data is kept; undefined: in memory, gone with the process
 * @throws FolderInUse
 */
export async function openEmbedded(folder: string | undefined): Promise<Embedded> {
  const unlock = folder === undefined ? noLock : await lockFolder(folder);
  try {
    const isFresh = folder === undefined || !existsSync(join(folder, "PG_VERSION"));
    const loadDataDir = isFresh ? await initialisedFolder() : undefined;
    const pglite = await step("embedded.open", () =>
      PGlite.create({
        ...(folder !== undefined && { dataDir: folder }),
        ...(loadDataDir !== undefined && { loadDataDir }),
        parsers: { ...PARSERS },
      }),
    );
    const close = async (): Promise<void> => {
      if (!pglite.closed) await step("embedded.close", () => pglite.close());
      await step("embedded.unlock", () => unlock());
    };
    return { dialect: new PGliteDialect({ pglite }), close };
  } catch (error) {
    await step("embedded.unlock after a failure", () => unlock());
    throw error;
  }
}

const noLock: Unlock = async () => {};
