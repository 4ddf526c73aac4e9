import { sql, type RawBuilder } from "kysely";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** Something of which there is only so much a minute, for all replicas together. */
export interface Allowance {
  readonly name: string;
  readonly perMinute: number;
  /** What is saved up while nobody takes any: in no minute more is taken than this and `perMinute` together. */
  readonly most: number;
}

/** What is left by the database's clock: a whole number, nothing at least. */
export function allowanceLeft({ name, perMinute, most }: Allowance): RawBuilder<number> {
  return sql<number>`coalesce((
    select greatest(0, floor(${refilled({ perMinute, most })}))::int from allowances where name = ${name}
  ), ${most}::int)`;
}

/**
 * Takes as much as is needed if it is there, and nothing otherwise: no two replicas take the same.
 * @param amount no more than can be saved up
 * @returns in how many milliseconds there may be as much; 0 if it was taken
 */
export async function takeIfLeft(db: Db, allowance: Allowance, amount: number): Promise<number> {
  const { name, perMinute, most } = allowance;
  const left = refilled(allowance);
  const taken = await step("allowances.take if left", () =>
    db
      .insertInto("allowances")
      .values({ name, remaining: most - amount })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet({
            remaining: sql<number>`${left} - ${amount}::float8`,
            counted_at: sql<string>`now()`,
          })
          .where(sql<boolean>`${left} >= ${amount}::float8`),
      )
      .returning("name")
      .executeTakeFirst(),
  );
  if (taken !== undefined) return 0;
  const { rows } = await step("allowances.read", () =>
    sql<{ left: number }>`select ${left} as left from allowances where name = ${name}`.execute(db),
  );
  return Math.max(1, Math.ceil(((amount - (rows[0]?.left ?? 0)) * 60_000) / perMinute));
}

/** What an allowance has by the database's clock, of its row in `allowances`. */
export function refilled({ perMinute, most }: Omit<Allowance, "name">): RawBuilder<number> {
  return sql<number>`least(
    ${most}::float8,
    allowances.remaining + extract(epoch from now() - allowances.counted_at)::float8 * ${perMinute}::float8 / 60
  )`;
}
