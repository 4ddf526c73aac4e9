import type { MissedConfig } from "./removals.ts";

/** A config by its name and where it is. */
export interface NamedConfig {
  /** `owner/name` */
  readonly repository: string;
  readonly name: string;
}

/** What a sync has come to, or of a dry run, would come to. */
export interface SyncOutcome {
  /** Whether every page came; without that, nothing is taken for gone. */
  readonly isWhole: boolean;
  /** Why pages did not come. */
  readonly failures: readonly string[];
  /** The accounts that have suspended the App. */
  readonly suspended: readonly string[];
  readonly repositories: {
    readonly found: number;
    readonly added: readonly string[];
    /** By the names that they have now. */
    readonly renamed: readonly string[];
    readonly changed: readonly string[];
    /** Known, and not shown by GitHub: unknown, and not gone. */
    readonly unreachable: readonly string[];
  };
  readonly branches: { readonly found: number; readonly moved: number; readonly gone: number };
  readonly configs: {
    readonly found: number;
    readonly added: readonly NamedConfig[];
    readonly changed: readonly NamedConfig[];
    /** Missed, and kept: the next sync looks again. */
    readonly kept: readonly NamedConfig[];
    /** Missed too many at once: somebody has to say that they may go. */
    readonly asked: readonly NamedConfig[];
    readonly removed: readonly MissedConfig[];
  };
}

/** Of a sync that has failed before it came to anything. */
export const NOTHING_FOUND: SyncOutcome = {
  isWhole: false,
  failures: [],
  suspended: [],
  repositories: { found: 0, added: [], renamed: [], changed: [], unreachable: [] },
  branches: { found: 0, moved: 0, gone: 0 },
  configs: { found: 0, added: [], changed: [], kept: [], asked: [], removed: [] },
};
