import type { ColumnType, Generated } from "kysely";
import type { DispatchOutcome, SentDispatch } from "../deploys/sent-dispatch.ts";
import type { Count, LeaseColumns, Moment, OptionalMoment } from "./columns.ts";

export interface DispatchTable extends LeaseColumns {
  readonly id: string;
  readonly sequence: Generated<number>;
  /** As `dispatches.ts` has it. */
  readonly document: ColumnType<SentDispatch, string, never>;
  readonly state: ColumnType<"waiting" | "decided" | "failed", string | undefined, string>;
  readonly outcome: ColumnType<DispatchOutcome | null, string | undefined, string>;
  readonly error: string | null;
  readonly attempts: Count;
  /** The commit that the last attempt has written on: 40 hex. */
  readonly base: string | null;
  readonly not_before: Moment;
  readonly received_at: Moment;
  readonly ended_at: OptionalMoment;
}

export interface ReportTable extends LeaseColumns {
  readonly slot: string;
  readonly sequence: Generated<number>;
  readonly dispatch_id: string;
  readonly kind: "status" | "deployment";
  readonly name: string;
  readonly verdict: "success" | "failure" | "error" | null;
  readonly description: string;
  readonly subject: string;
  readonly revision: Count;
  readonly state: ColumnType<"waiting" | "told" | "superseded" | "failed", string | undefined, string>;
  readonly error: string | null;
  readonly attempts: Count;
  readonly not_before: Moment;
  readonly put_at: Moment;
  readonly ended_at: OptionalMoment;
}

export interface UsedTokenTable {
  readonly id: string;
  readonly expires_at: ColumnType<string, string, never>;
}
