import type { DeployConfig } from "../config/deploy-config.ts";
import type { KnownBuild } from "../counted-builds.ts";

/** A workflow run or a suite as GitHub shows it beside a head: everything but the attempt, which it does not say. */
export interface FoundBuild extends Omit<KnownBuild, "attempt" | "sha"> {
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** The newest status of a context. */
export interface ScannedStatus {
  readonly context: string;
  readonly state: string;
}

/** A branch with its head as GitHub has it now. */
export interface ScannedBranch {
  readonly name: string;
  /** 40 hex. */
  readonly head: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly committedAt: string;
  /** What is news of its builds, by what the store had before GitHub was asked. */
  readonly builds: readonly KnownBuild[];
  readonly statuses: readonly ScannedStatus[];
}

/** A file of `.deploy`, read as a deploy config. */
export interface ScannedConfig {
  readonly name: string;
  readonly path: string;
  /** 40 hex. */
  readonly blob: string;
  /** The commit that last changed it; undefined where that is still to be asked. */
  readonly configSha: string | undefined;
  /** Undefined where it cannot be read; then `problems` says why. */
  readonly document: DeployConfig | undefined;
  readonly problems: string | undefined;
}

/** A repository as one page of a scan has found it. */
export interface ScannedRepository {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  /** Undefined of an empty one. */
  readonly defaultBranch: string | undefined;
  readonly isArchived: boolean;
  readonly branches: readonly ScannedBranch[];
  /** Whether more branches are on further pages. */
  readonly continues: boolean;
  /** Undefined where there is no default branch: then nothing is known of its configs. */
  readonly configs: { readonly head: string; readonly files: readonly ScannedConfig[] } | undefined;
  /** The heads that the store had before GitHub was asked: what has moved since is newer than the scan. */
  readonly seen: Readonly<Record<string, string>>;
}
