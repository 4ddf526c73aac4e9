import { recordOf, serializeDatabase } from "../database.ts";

const CHANNELS = ["dev", "prod", "stage"] as const;

/** The container of the record at a place. */
export function containerAt(index: number): string {
  return `app-${String(Math.floor(index / CHANNELS.length)).padStart(6, "0")}`;
}

/** A database whose records all have the same version, so that a mixed response is recognised. */
export function databaseText(records: number, tag: string): string {
  return serializeDatabase(
    Array.from({ length: records }, (_, index) => {
      const container = containerAt(index);
      const channel = CHANNELS[index % CHANNELS.length] ?? "";
      return recordOf({ container, channel, image: `ghcr.io/acme/${container}:${tag}`, index });
    }),
  );
}
