import { createHash } from "node:crypto";

/** The id of what follows of an event: the same each time the event is worked on. A UUID of version 8. */
export function eventId(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join("-");
}
