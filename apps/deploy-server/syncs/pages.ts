import type { SyncFound, SyncPlace } from "../../../lib/deploys/sync/places.ts";

/** What a page has shown, and what is to be read after it. */
export interface ReadPage {
  readonly found: SyncFound;
  readonly more: readonly SyncPlace[];
}

export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}
