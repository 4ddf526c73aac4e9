import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** What one replica does for all from time to time. */
export interface Chore {
  readonly name: string;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
  readonly everyMs: number;
}

/**
 * Takes a chore that is due. Whoever takes it and ends before it is done has it done by the next one that is due, so that
 * nothing may depend on a single one.
 * @returns whether it is the caller's: of all that ask, one is told so in `everyMs`
 */
export async function takeChore(db: Db, { name, at, everyMs }: Chore): Promise<boolean> {
  const due = new Date(Date.parse(at) + everyMs).toISOString();
  const taken = await step("chores.take", () =>
    db
      .insertInto("chores")
      .values({ name, due_at: due })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet({ due_at: due }).where("chores.due_at", "<=", at),
      )
      .returning("name")
      .executeTakeFirst(),
  );
  return taken !== undefined;
}
