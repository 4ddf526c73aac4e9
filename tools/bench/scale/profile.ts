import { readFile } from "node:fs/promises";

/** The output of probe.ts. Times are milliseconds since the process started. */
interface Profile {
  readonly requests: readonly { readonly start: number; readonly end: number }[];
  /** KiB. */
  readonly maxRSS: number;
  readonly total: number;
}

/** How a step spent its time: before its first request, reading, between the last read and the write, writing. */
export async function readProfile(file: string): Promise<Readonly<Record<string, number>>> {
  const { requests, maxRSS, total }: Profile = JSON.parse(await readFile(file, "utf8"));
  const first = requests[0];
  const write = requests.at(-1);
  const lastRead = requests.at(-2);
  if (first === undefined || write === undefined || lastRead === undefined) {
    throw new Error(`the step made ${requests.length} requests, not a read and a write`);
  }
  return {
    startMs: Math.round(first.start),
    readMs: Math.round(lastRead.end - first.start),
    decideMs: Math.round(write.start - lastRead.end),
    writeMs: Math.round(write.end - write.start),
    reportMs: Math.round(total - write.end),
    maxRssMb: Math.round(maxRSS / 1024),
  };
}
