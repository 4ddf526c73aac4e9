import { createHash } from "node:crypto";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { OPEN_POLICY, parsePolicy } from "../../../lib/releases/rules/policy.ts";
import { InvalidDocument, type Problem } from "../../../lib/releases/documents/problem.ts";
import { type ChannelInfo, describeChannels } from "./channels.ts";
import type { FileBytes } from "./read-files.ts";
import { readRecords } from "./read-records.ts";
import { type IndexedRecords, RecordIndex } from "./record-index.ts";

/** A database in the form that requests are answered from: it goes from thread to thread without being copied. */
export interface LoadedData extends IndexedRecords {
  /** Of the bytes of database and policy: the same files have the same version on every machine. */
  readonly version: string;
  readonly channels: readonly ChannelInfo[];
}

/** A thing that is wrong with one of the two files. */
export interface LoadProblem extends Problem {
  /** The file's path. */
  readonly document: string;
}

export type Loaded =
  | { readonly kind: "loaded"; readonly data: LoadedData }
  | { readonly kind: "unchanged" }
  | { readonly kind: "broken"; readonly problems: readonly LoadProblem[] };

/**
 * Makes what requests are answered from; both files must be whole.
 * @param known the version that is there already
 */
export function load(database: FileBytes, policy: FileBytes, known: string | undefined): Loaded {
  const version = versionOf(database, policy);
  if (version === known) return { kind: "unchanged" };
  try {
    if (database.bytes === undefined)
      return broken(database.path, [{ path: "", message: "it does not exist" }]);
    const records = readInBatches(database.bytes) ?? readWhole(database.bytes, database.path);
    const rules = policy.bytes === undefined ? OPEN_POLICY : parsePolicy(String(policy.bytes), policy.path);
    return { kind: "loaded", data: { version, ...records, channels: describeChannels(records, rules) } };
  } catch (error) {
    if (error instanceof InvalidDocument) return broken(error.document, error.problems);
    throw error;
  }
}

/** Undefined where the file is broken, or not as this suite writes it. */
function readInBatches(bytes: Buffer): IndexedRecords | undefined {
  const index = new RecordIndex(bytes.length);
  if (!readRecords(bytes, (record) => index.add(record))) return undefined;
  const { records, repeats } = index.finish();
  return repeats ? undefined : records;
}

/** @throws InvalidDocument */
function readWhole(bytes: Buffer, path: string): IndexedRecords {
  const index = new RecordIndex(bytes.length);
  for (const record of parseDatabase(String(bytes), path).releases) index.add(record);
  return index.finish().records;
}

/** More would only be scrolled past. */
const SHOWN = 20;

/** @param document its path */
export function broken(document: string, problems: readonly Problem[]): Loaded {
  return { kind: "broken", problems: problems.slice(0, SHOWN).map((problem) => ({ document, ...problem })) };
}

function versionOf(database: FileBytes, policy: FileBytes): string {
  const hash = createHash("sha256");
  for (const { bytes } of [database, policy]) {
    hash.update(bytes === undefined ? "-" : `${bytes.length}:`);
    if (bytes !== undefined) hash.update(bytes);
  }
  return hash.digest("hex").slice(0, 32);
}
