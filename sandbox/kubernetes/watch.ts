import type { ApiResponse } from "../http/answer.ts";
import { Stream } from "../http/desk.ts";
import { fieldsIn } from "../narrow.ts";
import { StatusError } from "./errors.ts";
import type { Selects } from "./selectors.ts";
import type { ObjectEvent } from "./store.ts";
import type { World } from "./world.ts";

/** What is watched. */
export interface Watched {
  /** Of the objects' keys. */
  readonly prefix: string;
  readonly selects: Selects;
  /** Everything after it is told; empty or `0` for what is there now, and all that follows. */
  readonly version: string;
}

/** Tells of each change as it happens, until the client leaves. */
export function watch({ store, changes }: World, { prefix, selects, version }: Watched): ApiResponse {
  if (!/^\d*$/.test(version)) {
    const why = `strconv.ParseUint: parsing "${version}": invalid syntax`;
    throw new StatusError(500, "", `resourceVersion: Invalid value: "${version}": ${why}`);
  }
  const isFromNow = version === "" || version === "0";
  const missed = isFromNow ? [] : store.since(Number(version));
  const stream = new Stream((raw) => {
    const write = (type: string, object: unknown): void =>
      void raw.write(`${JSON.stringify({ type, object })}\n`);
    const tell = (event: ObjectEvent): void => {
      const seen = event.key.startsWith(prefix) ? seenOf(event, selects) : undefined;
      if (seen !== undefined) write(seen.type, seen.object);
    };
    raw.flushHeaders();
    if (missed === undefined) {
      write("ERROR", tooOld(version, store.version).answer.body);
      raw.end();
      return;
    }
    if (isFromNow) for (const object of store.list(prefix).filter(selects)) write("ADDED", object);
    missed.forEach(tell);
    raw.on("close", changes.add(tell));
  });
  return { status: 200, headers: { "content-type": "application/json" }, body: stream };
}

/** To whoever looks at some objects alone, one that they no longer see is deleted, as they saw it last. */
function seenOf(
  { type, object, before, version }: ObjectEvent,
  selects: Selects,
): Pick<ObjectEvent, "type" | "object"> | undefined {
  const last = before !== undefined && selects(before) ? before : undefined;
  if (type !== "DELETED" && selects(object))
    return { type: last === undefined ? "ADDED" : "MODIFIED", object };
  if (last === undefined) return undefined;
  const metadata = { ...fieldsIn(last["metadata"]), resourceVersion: String(version) };
  return { type: "DELETED", object: { ...last, metadata } };
}

function tooOld(version: string, current: number): StatusError {
  return new StatusError(410, "Expired", `too old resource version: ${version} (${current})`);
}
