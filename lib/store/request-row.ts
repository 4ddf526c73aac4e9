import type { Selectable } from "kysely";
import type { Queued } from "../deploys/queue.ts";
import type { DeployRequest } from "../deploys/request.ts";
import type { RequestTable } from "./tables.ts";

/** A request as the store holds it. */
export interface StoredRequest extends Queued {
  readonly createdAt: string;
}

/** The columns that say what a request says. */
export function columnsOf(request: DeployRequest): Pick<
  RequestTable,
  "config" | "channel" | "kind" | "state" | "version" | "correlation"
> & {
  readonly document: string;
} {
  const { target, kind, state, version, correlation } = request;
  return { ...target, kind, state, version, correlation, document: JSON.stringify(request) };
}

export function storedRequest({ sequence, document, created_at }: Selectable<RequestTable>): StoredRequest {
  return { sequence, request: document, createdAt: created_at };
}
