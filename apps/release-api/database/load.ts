import { createHash } from "node:crypto";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { InvalidDocument, type Problem } from "../../../lib/releases/documents/problem.ts";
import { OPEN_POLICY, parsePolicy } from "../../../lib/releases/rules/policy.ts";
import { describeChannels, type ChannelInfo } from "./channels.ts";
import { PinEnds } from "./pin-ends.ts";
import type { FileBytes } from "./read-files.ts";
import { readRecords } from "./read-records.ts";
import { RecordIndex, type IndexedRecords } from "./record-index.ts";

/** A database in the form that requests are answered from, which passes between threads without being copied. */
export interface LoadedData extends IndexedRecords {
  /**
   * A hash of the database, the policy and the pins that have ended: the same files have the same version on every
   * machine, except around the moment at which a pin ends.
   */
  readonly version: string;
  readonly channels: readonly ChannelInfo[];
  /** When the next pin ends, in epoch milliseconds; the version changes then. */
  readonly nextPinEnd: number | undefined;
}

/** A problem with one of the two files. */
export interface LoadProblem extends Problem {
  /** The file's path. */
  readonly document: string;
}

export type Loaded =
  | { readonly kind: "loaded"; readonly data: LoadedData }
  | { readonly kind: "unchanged" }
  | { readonly kind: "broken"; readonly problems: readonly LoadProblem[] };

/** The two files that requests are answered from. */
export interface DataFiles {
  readonly database: FileBytes;
  readonly policy: FileBytes;
}

/**
 * Loads the two files; both must be valid.
 * @param known the version that is loaded already
 * @param now epoch milliseconds
 */
export function load({ database, policy }: DataFiles, known: string | undefined, now: number): Loaded {
  const files = [database.bytes, policy.bytes];
  // Unless a pin has an end, there is no need to parse the file.
  if (database.bytes?.includes('"until"') !== true && versionOf(files) === known) {
    return { kind: "unchanged" };
  }
  try {
    if (database.bytes === undefined)
      return broken(database.path, [{ path: "", message: "it does not exist" }]);
    const { records, pins } =
      readInBatches(database.bytes, now) ?? readWhole(database.bytes, database.path, now);
    const version = versionOf([...files, ...pins.ended.map((key) => Buffer.from(key))]);
    if (version === known) return { kind: "unchanged" };
    const rules = policy.bytes === undefined ? OPEN_POLICY : parsePolicy(String(policy.bytes), policy.path);
    const channels = describeChannels(records, rules);
    return { kind: "loaded", data: { version, ...records, channels, nextPinEnd: pins.nextEnd } };
  } catch (error) {
    if (error instanceof InvalidDocument) return broken(error.document, error.problems);
    throw error;
  }
}

interface ReadRecords {
  readonly records: IndexedRecords;
  readonly pins: PinEnds;
}

/** Undefined if the file is invalid, or not formatted as this suite writes it. */
function readInBatches(bytes: Buffer, now: number): ReadRecords | undefined {
  const index = new RecordIndex(bytes.length);
  const pins = new PinEnds(now);
  if (!readRecords(bytes, (record) => index.add(pins.current(record)))) return undefined;
  const { records, repeats } = index.finish();
  return repeats || pins.hasImpossible ? undefined : { records, pins };
}

/** @throws InvalidDocument */
function readWhole(bytes: Buffer, path: string, now: number): ReadRecords {
  const index = new RecordIndex(bytes.length);
  const pins = new PinEnds(now);
  for (const record of parseDatabase(String(bytes), path).releases) index.add(pins.current(record));
  return { records: index.finish().records, pins };
}

/** Nobody reads more. */
const SHOWN = 20;

/** @param document its path */
export function broken(document: string, problems: readonly Problem[]): Loaded {
  return { kind: "broken", problems: problems.slice(0, SHOWN).map((problem) => ({ document, ...problem })) };
}

function versionOf(parts: readonly (Buffer | undefined)[]): string {
  const hash = createHash("sha256");
  for (const bytes of parts) {
    hash.update(bytes === undefined ? "-" : `${bytes.length}:`);
    if (bytes !== undefined) hash.update(bytes);
  }
  return hash.digest("hex").slice(0, 32);
}
