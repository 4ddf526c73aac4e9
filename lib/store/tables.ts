import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { DeployRequest } from "../deploys/request.ts";

/** Moments are ISO 8601 in UTC on both drivers, and written as such. */
type Moment = ColumnType<string, string | undefined, string>;
type OptionalMoment = ColumnType<string | null, string | null | undefined, string | null>;
/** A whole number that JavaScript can hold, on both drivers. */
type Count = ColumnType<number, number | undefined, number>;

/** Who works on a row, and until when; whoever claims it next raises the fence, and an older holder writes nothing more. */
export interface LeaseColumns {
  readonly lease_owner: string | null;
  readonly lease_until: OptionalMoment;
  readonly fence: Count;
}

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

export interface ChoreTable {
  readonly name: string;
  readonly due_at: Moment;
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
  readonly chores: ChoreTable;
  readonly migrations: MigrationTable;
}
