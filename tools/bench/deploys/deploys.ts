import type { Row } from "../table.ts";
import { click } from "./click.ts";
import { intake } from "./intake.ts";
import { promiseRow } from "./promise.ts";

export interface DeploysOptions {
  readonly seconds: number;
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** Measures what the deploy server promises, each beside what it is compared with, on PostgreSQL. */
export async function deploys(
  options: DeploysOptions,
): Promise<{ readonly rows: readonly Row[]; readonly broken: readonly string[] }> {
  const figures = [...(await intake(options)), ...(await click(options))];
  const rows = figures.map(promiseRow);
  return {
    rows,
    broken: rows.filter(({ holds }) => holds === "no").map(({ what }) => `not as promised: ${what}`),
  };
}
