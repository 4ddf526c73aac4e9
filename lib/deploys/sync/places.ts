import type { ScannedRepository } from "./scanned.ts";

/** An account in which the App is installed, as far as reading it takes. */
export interface ScannedInstallation {
  readonly id: number;
  readonly account: string;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
}

/** A repository by both of GitHub's ids. */
export interface RepositoryIds {
  readonly id: number;
  readonly nodeId: string;
}

/** What a page of a scan asks GitHub for: one request, but for a token. */
export type SyncPlace =
  | { readonly kind: "installations"; readonly page: number }
  | { readonly kind: "repositories"; readonly installation: ScannedInstallation; readonly page: number }
  /** Of each repository the first branches, and its configs. */
  | {
      readonly kind: "heads";
      readonly installation: ScannedInstallation;
      readonly repositories: readonly RepositoryIds[];
    }
  /** More branches of one repository. */
  | {
      readonly kind: "branches";
      readonly installation: ScannedInstallation;
      readonly repository: RepositoryIds;
      readonly after: string;
    }
  /** The commits that last changed configs. */
  | {
      readonly kind: "changes";
      readonly installation: ScannedInstallation;
      readonly files: readonly ChangedFile[];
    }
  /** The numbers of a commit's statuses. */
  | {
      readonly kind: "statuses";
      readonly installation: ScannedInstallation;
      readonly repositoryId: number;
      /** `owner/name` */
      readonly repository: string;
      readonly sha: string;
    };

/** A config whose last change is to be asked for. */
export interface ChangedFile extends RepositoryIds {
  /** The commit that has it: 40 hex. */
  readonly commit: string;
  readonly path: string;
}

/** What a page has found. */
export type SyncFound =
  /** The accounts that have suspended the App: what is there is unknown. */
  | { readonly kind: "installations"; readonly suspended: readonly string[] }
  | { readonly kind: "repositories"; readonly listed: readonly ListedRepository[] }
  | { readonly kind: "heads"; readonly repositories: readonly ScannedRepository[] }
  | { readonly kind: "branches"; readonly repositories: readonly ScannedRepository[] }
  | { readonly kind: "changes"; readonly changes: readonly LastChange[] }
  | { readonly kind: "statuses"; readonly statuses: readonly FoundStatus[] };

export interface ListedRepository {
  readonly id: number;
  readonly name: string;
  readonly defaultBranch: string;
}

export interface LastChange {
  readonly repositoryId: number;
  readonly path: string;
  /** 40 hex. */
  readonly sha: string;
}

export interface FoundStatus {
  readonly repositoryId: number;
  readonly sha: string;
  readonly number: number;
  readonly context: string;
  readonly state: string;
}
