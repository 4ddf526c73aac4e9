import { findHead, type BranchName } from "../../../lib/store/branches.ts";
import { findRepository, type StoredRepository } from "../../../lib/store/repositories.ts";
import type { World } from "../world.ts";
import type { Origin } from "./origin.ts";

/** What the store was asked for while an event is worked on: once, however many configs the event concerns. */
interface Asked {
  readonly repositories: Map<number, Promise<StoredRepository | undefined>>;
  readonly heads: Map<string, Promise<string | undefined>>;
}

const asked = new WeakMap<Origin, Asked>();

function askedFor(origin: Origin): Asked {
  const known = asked.get(origin) ?? { repositories: new Map(), heads: new Map() };
  asked.set(origin, known);
  return known;
}

/** A repository, as it was when the event first asked for it. */
export function repositoryOnce(
  { db }: World,
  origin: Origin,
  id: number,
): Promise<StoredRepository | undefined> {
  const { repositories } = askedFor(origin);
  const found = repositories.get(id) ?? findRepository(db, id);
  repositories.set(id, found);
  return found;
}

/** A branch's head, as it was when the event first asked for it. */
export function headOnce({ db }: World, origin: Origin, at: BranchName): Promise<string | undefined> {
  const { heads } = askedFor(origin);
  const key = `${at.repositoryId} ${at.branch}`;
  const found = heads.get(key) ?? findHead(db, at);
  heads.set(key, found);
  return found;
}
