import type { HistoryEntry } from "./history-entry.ts";

/**
 * The file that the release API reads its history from, which is made from git with each image: one JSON text a line, the
 * head first, then what happened, oldest first. So what is known of an entry before the next one never changes.
 */
export interface HistoryHead {
  readonly version: 1;
  /** The release repository as `owner/name`; null if git does not tell. */
  readonly repository: string | null;
  /** The commit that the history ends at. */
  readonly head: string;
  /** False in a shallow clone, which has only the newest commits. */
  readonly complete: boolean;
}

/** A commit that gave Argo CD an image with all of the entries before `through`, which counts from 0. */
export interface Publication {
  readonly published: { readonly through: number; readonly at: string; readonly commit: string };
}

export type HistoryLine = HistoryEntry | Publication;

export function isPublication(line: HistoryLine): line is Publication {
  return "published" in line;
}

/** The commit that an image was built from, according to the commit that pins it. */
export function builtFrom(message: string): string | undefined {
  return /^Built-From: ([0-9a-f]{40})$/m.exec(message)?.[1];
}
