import { createHash } from "node:crypto";
import { parseDatabase } from "../../../lib/releases/documents/database.ts";
import { OPEN_POLICY, parsePolicy } from "../../../lib/releases/rules/policy.ts";
import { InvalidDocument, type Problem } from "../../../lib/releases/documents/problem.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { TextFile } from "../../../lib/releases/documents/validation.ts";
import { type ChannelInfo, describeChannels } from "./channels.ts";

/** A database in the form that requests are answered from: it goes from thread to thread without being copied. */
export interface LoadedData {
  /** Of the texts of database and policy: the same texts have the same version on every machine. */
  readonly version: string;
  /** Sorted by code unit, each once. */
  readonly containers: readonly string[];
  /** The first record of each container, and behind the last the number of records. */
  readonly firstRecords: Uint32Array<ArrayBuffer>;
  readonly channelNames: readonly string[];
  /** Each record's channel, as a place in `channelNames`. */
  readonly recordChannels: Uint32Array<ArrayBuffer>;
  /** Every record as JSON in UTF-8, a comma between them, sorted by container and channel. */
  readonly json: Uint8Array<ArrayBuffer>;
  /** Where each record starts in `json`, and behind the last where another would. */
  readonly starts: Uint32Array<ArrayBuffer>;
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
export function load(database: TextFile, policy: TextFile, known: string | undefined): Loaded {
  const version = versionOf(database, policy);
  if (version === known) return { kind: "unchanged" };
  try {
    if (database.text === undefined)
      return broken(database.path, [{ path: "", message: "it does not exist" }]);
    const { releases } = parseDatabase(database.text, database.path);
    const rules = policy.text === undefined ? OPEN_POLICY : parsePolicy(policy.text, policy.path);
    const data = { version, ...indexed(releases), channels: describeChannels(releases, rules) };
    return { kind: "loaded", data };
  } catch (error) {
    if (error instanceof InvalidDocument) return broken(error.document, error.problems);
    throw error;
  }
}

/** More would only be scrolled past. */
const SHOWN = 20;

/** @param document its path */
export function broken(document: string, problems: readonly Problem[]): Loaded {
  return { kind: "broken", problems: problems.slice(0, SHOWN).map((problem) => ({ document, ...problem })) };
}

function versionOf(database: TextFile, policy: TextFile): string {
  const hash = createHash("sha256");
  for (const { text } of [database, policy]) hash.update(text === undefined ? "-" : `${text.length}:${text}`);
  return hash.digest("hex").slice(0, 32);
}

function indexed(releases: readonly ReleaseRecord[]): Omit<LoadedData, "version" | "channels"> {
  const sorted = releases.toSorted(
    (a, b) => compare(a.container, b.container) || compare(a.channel, b.channel),
  );
  const containers: string[] = [];
  const firstRecords: number[] = [];
  const channelPlaces = new Map<string, number>();
  const recordChannels = new Uint32Array(sorted.length);
  const starts = new Uint32Array(sorted.length + 1);
  const texts = sorted.map((record, index) => {
    if (containers.at(-1) !== record.container) {
      containers.push(record.container);
      firstRecords.push(index);
    }
    if (!channelPlaces.has(record.channel)) channelPlaces.set(record.channel, channelPlaces.size);
    recordChannels[index] = channelPlaces.get(record.channel) ?? 0;
    const text = JSON.stringify(record);
    starts[index + 1] = (starts[index] ?? 0) + Buffer.byteLength(text) + 1;
    return text;
  });
  return {
    containers,
    firstRecords: Uint32Array.from([...firstRecords, sorted.length]),
    channelNames: [...channelPlaces.keys()],
    recordChannels,
    json: new TextEncoder().encode(texts.join(",")),
    starts,
  };
}

/** By code unit, as the database file is sorted. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
