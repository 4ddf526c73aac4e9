import { OPEN_STATES } from "../deploys/request.ts";
import type { Target } from "../deploys/target.ts";
import { storedRequest, type StoredRequest } from "./request-row.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** The open requests of a target, the first that came first. */
export async function openRequests(db: Db, { config, channel }: Target): Promise<readonly StoredRequest[]> {
  const rows = await step("requests.list open", () =>
    db
      .selectFrom("requests")
      .selectAll()
      .where("config", "=", config)
      .where("channel", "=", channel)
      .where("state", "in", OPEN_STATES)
      .orderBy("sequence")
      .execute(),
  );
  return rows.map(storedRequest);
}

/** A page of the past, the newest first. */
export interface HistoryPage {
  readonly target?: Target | undefined;
  /** Of these configs alone. */
  readonly configs?: readonly string[] | undefined;
  readonly channel?: string | undefined;
  /** Only those that are open, or only those that are not. */
  readonly isOpen?: boolean | undefined;
  readonly limit: number;
  /** The last sequence of the page before. */
  readonly before?: number | undefined;
}

/** Requests of a target, or of all, the newest first. */
export async function listRequests(
  db: Db,
  { target, configs, channel, isOpen, limit, before }: HistoryPage,
): Promise<readonly StoredRequest[]> {
  if (configs?.length === 0) return [];
  const rows = await step("requests.list", () => {
    let query = db.selectFrom("requests").selectAll().orderBy("sequence", "desc").limit(limit);
    if (target !== undefined) {
      query = query.where("config", "=", target.config).where("channel", "=", target.channel);
    }
    if (configs !== undefined) query = query.where("config", "in", configs);
    if (channel !== undefined) query = query.where("channel", "=", channel);
    if (isOpen !== undefined) query = query.where("state", isOpen ? "in" : "not in", OPEN_STATES);
    if (before !== undefined) query = query.where("sequence", "<", before);
    return query.execute();
  });
  return rows.map(storedRequest);
}

/** The requests that a release is known by, which may be several: one dispatch may release several containers. */
export async function requestsOfRelease(db: Db, correlation: string): Promise<readonly StoredRequest[]> {
  const rows = await step("requests.find release", () =>
    db
      .selectFrom("requests")
      .selectAll()
      .where("correlation", "=", correlation)
      .orderBy("sequence")
      .execute(),
  );
  return rows.map(storedRequest);
}
