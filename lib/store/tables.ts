import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { PreviewPlace, PreviewState } from "../deploys/branch-preview.ts";
import type { DeployConfig } from "../deploys/config/deploy-config.ts";
import type { Desired } from "../deploys/desired.ts";
import type { DeployRequest } from "../deploys/request.ts";
import type { SyncOutcome } from "../deploys/sync/outcome.ts";
import type { SyncFound, SyncPlace } from "../deploys/sync/places.ts";
import type { Count, LeaseColumns, Moment, OptionalMoment } from "./columns.ts";
import type { DispatchTable, ReportTable, UsedTokenTable } from "./dispatch-tables.ts";

export interface InboxTable extends LeaseColumns {
  readonly id: Generated<number>;
  readonly source: string;
  readonly key: string;
  readonly meaning: string | null;
  readonly kind: string;
  readonly payload: JSONColumnType<object>;
  readonly received_at: Moment;
  readonly not_before: Moment;
  readonly attempts: Count;
  readonly state: ColumnType<"waiting" | "done" | "failed", string | undefined, string>;
  readonly error: string | null;
  readonly finished_at: OptionalMoment;
}

export interface RequestTable extends LeaseColumns {
  readonly id: string;
  readonly sequence: Generated<number>;
  readonly config: string;
  readonly channel: string;
  readonly kind: string;
  readonly state: string;
  readonly version: number;
  readonly correlation: string;
  /** Of a wish: whose it is and what for; the same one while it is open is the same request. */
  readonly wish_key: string;
  readonly created_at: Moment;
  readonly updated_at: Moment;
  /** When somebody has to look at it next. */
  readonly due_at: Moment;
  /** The request whole, as `lib/deploys` has it. */
  readonly document: ColumnType<DeployRequest, string, string>;
}

export interface MessageTable extends LeaseColumns {
  readonly thread: string;
  readonly request_id: string | null;
  readonly revision: number;
  readonly sent_revision: Count;
  readonly is_final: boolean;
  readonly can_wait: ColumnType<boolean, boolean | undefined, boolean>;
  readonly is_counted: ColumnType<boolean, boolean | undefined, boolean>;
  readonly body: JSONColumnType<object>;
  /** How the chat knows the message that is updated; null until it was sent once. */
  readonly address: ColumnType<object | null, string | undefined, string>;
  readonly attempts: Count;
  readonly retry_at: Moment;
  readonly error: string | null;
  readonly created_at: Moment;
}

export interface AccountTable {
  readonly slack_enterprise: string;
  readonly slack_team: string;
  readonly slack_user: string;
  readonly github_id: number;
  readonly github_login: string;
  readonly linked_at: Moment;
}

export interface OwnCommitTable {
  readonly repository: string;
  readonly sha: string;
  readonly request_id: string | null;
  readonly role: "ledger" | "target";
  readonly recorded_at: Moment;
}

export interface RepositoryTable {
  readonly id: number;
  readonly name: string;
  readonly default_branch: string;
  readonly is_archived: boolean;
  readonly is_reachable: boolean;
  readonly seen_at: Moment;
}

export interface BranchTable {
  readonly repository_id: number;
  readonly name: string;
  readonly head: string | null;
  readonly told_at: Moment;
}

export interface PushTable {
  readonly repository_id: number;
  readonly branch: string;
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
  readonly told_at: Moment;
}

export interface CommitTable {
  readonly repository_id: number;
  readonly sha: string;
  readonly subject: string | null;
  readonly author: string | null;
  readonly committed_at: OptionalMoment;
  readonly told_at: Moment;
}

export interface BuildTable {
  readonly repository_id: number;
  readonly source: "run" | "suite" | "check" | "status";
  readonly number: number;
  readonly attempt: number;
  readonly sha: string;
  readonly branch: string | null;
  readonly name: string;
  readonly event: string;
  readonly state: "queued" | "running" | "completed";
  readonly conclusion: string | null;
  readonly told_at: Moment;
}

export interface DeployConfigTable {
  readonly repository_id: number;
  readonly name: string;
  readonly path: string;
  readonly state: "present" | "broken" | "deleted";
  readonly config_sha: string;
  readonly blob: string;
  readonly team: string | null;
  readonly artifact_repository: string | null;
  readonly document: ColumnType<DeployConfig | null, string | null, string | null>;
  readonly problems: string | null;
  /** The sync that has missed it first. */
  readonly missed_in: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface PreviewTable extends LeaseColumns {
  readonly id: Generated<number>;
  readonly repository_id: number;
  readonly config: string;
  readonly channel: string;
  readonly branch: string;
  readonly sha: string;
  readonly moved_at: Moment;
  readonly is_gone: ColumnType<boolean, boolean | undefined, boolean>;
  readonly state: ColumnType<PreviewState, PreviewState | undefined, PreviewState>;
  readonly says: ColumnType<string | null, string | null | undefined, string | null>;
  readonly placed: ColumnType<PreviewPlace | null, string | null | undefined, string | null>;
  readonly deployed: ColumnType<Desired | null, string | null | undefined, string | null>;
  readonly since: Moment;
  readonly due_at: Moment;
}

export interface SyncTable extends LeaseColumns {
  readonly id: string;
  readonly asked_by: string;
  readonly is_dry_run: boolean;
  readonly confirmed: JSONColumnType<readonly string[]>;
  readonly state: "scanning" | "completing" | "applying" | "done" | "incomplete";
  readonly asked_at: Moment;
  readonly begun_at: Moment;
  readonly ended_at: OptionalMoment;
  readonly outcome: ColumnType<SyncOutcome | null, string | undefined, string>;
}

export interface SyncPageTable {
  readonly sync_id: string;
  readonly number: Count;
  readonly kind: SyncPlace["kind"];
  readonly place: JSONColumnType<SyncPlace>;
  readonly state: "waiting" | "read" | "failed";
  readonly attempts: Count;
  readonly due_at: Moment;
  readonly found: ColumnType<SyncFound | null, string | null | undefined, string | null>;
  readonly error: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface AllowanceTable {
  readonly name: string;
  readonly remaining: number;
  readonly counted_at: Moment;
}

export interface FluxEventTable {
  readonly id: Generated<number>;
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: string | null;
  readonly digest: string | null;
  readonly severity: string;
  readonly reason: string;
  readonly message: string;
  readonly happened_at: ColumnType<string, string, string>;
  readonly received_at: Moment;
}

export interface ChoreTable {
  readonly name: string;
  readonly due_at: Moment;
}

/** Whoever holds the lease of a place may change what is there, and nobody else. */
export interface ReconciliationTable extends LeaseColumns {
  /** `prod-eu/shop/shop.prod`: cluster, namespace and object. */
  readonly place: string;
}

export interface MigrationTable {
  readonly name: string;
  readonly checksum: string;
  readonly applied_at: Moment;
}

export interface Tables {
  readonly inbox: InboxTable;
  readonly requests: RequestTable;
  readonly messages: MessageTable;
  readonly accounts: AccountTable;
  readonly own_commits: OwnCommitTable;
  readonly repositories: RepositoryTable;
  readonly branches: BranchTable;
  readonly pushes: PushTable;
  readonly commits: CommitTable;
  readonly builds: BuildTable;
  readonly deploy_configs: DeployConfigTable;
  readonly previews: PreviewTable;
  readonly syncs: SyncTable;
  readonly sync_pages: SyncPageTable;
  readonly flux_events: FluxEventTable;
  readonly dispatches: DispatchTable;
  readonly reports: ReportTable;
  readonly used_tokens: UsedTokenTable;
  readonly chores: ChoreTable;
  readonly allowances: AllowanceTable;
  readonly reconciliations: ReconciliationTable;
  readonly migrations: MigrationTable;
}
