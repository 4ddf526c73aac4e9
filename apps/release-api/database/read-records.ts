import { isDatabase } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";

/** A few hundred records: enough to make a batch cheap, few enough to be negligible compared with the file. */
const BATCH_BYTES = 128 * 1024;
const LIST = '\n  "releases": [\n';
const LIST_END = "\n  ]";
const RECORD_END = "\n    },\n";
/** What JSON.stringify writes around records in a list within a list, where they are as deep as in the file. */
const AROUND = "[\n  [\n".length;

/**
 * Reads a database file that is formatted exactly as this suite writes it, a few records at a time. Parsing 50,000
 * records at once, and writing them again to find duplicate keys, takes ten times the memory of the file.
 * @returns whether the file is so formatted and valid, except that records may repeat each other. If not, discard the
 * records that were handed over; `parseDatabase` finds the reason.
 */
export function readRecords(bytes: Buffer, onRecord: (record: ReleaseRecord) => void): boolean {
  const listAt = bytes.indexOf(LIST);
  const listEnd = bytes.indexOf(LIST_END, listAt);
  if (listAt < 0 || listEnd < 0) return false;
  const first = listAt + LIST.length;
  const before = bytes.toString("utf8", 0, first - 1);
  const rest = parseWritten(before + bytes.toString("utf8", listEnd + LIST_END.length - 1));
  if (!isDatabase(rest)) return false;
  for (let start = first; start < listEnd;) {
    const found = bytes.indexOf(RECORD_END, start + BATCH_BYTES);
    const end = found < 0 || found > listEnd ? listEnd : found + RECORD_END.length - 2;
    const batch: unknown = { ...rest, releases: parseBatch(bytes.toString("utf8", start, end)) };
    if (!isDatabase(batch)) return false;
    for (const record of batch.releases) onRecord(record);
    start = end + 2;
  }
  return true;
}

/** The content of a text that is exactly as JSON.stringify writes it. */
function parseWritten(text: string): unknown {
  const data = parsed(text);
  return `${JSON.stringify(data, undefined, 2)}\n` === text ? data : undefined;
}

/** The same for some records, as they are in the file. */
function parseBatch(text: string): unknown {
  const records = parsed(`[${text}]`);
  return JSON.stringify([records], undefined, 2).slice(AROUND, -AROUND) === text ? records : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
