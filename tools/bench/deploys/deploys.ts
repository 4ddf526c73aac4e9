import type { Row } from "../table.ts";
import { UsageError } from "../usage-error.ts";
import { click } from "./click.ts";
import { intake } from "./intake.ts";
import { live } from "./live.ts";
import { promiseRow, type Figure } from "./promise.ts";
import { replicas } from "./replicas.ts";

export interface DeploysOptions {
  readonly seconds: number;
  readonly rounds: number;
  /** The parts to measure; all unless said. */
  readonly only: readonly string[] | undefined;
  readonly tell: (line: string) => void;
}

type Part = (options: DeploysOptions) => Promise<readonly Figure[]>;

const PARTS: Readonly<Record<string, Part>> = {
  intake,
  click,
  replicas,
  // So long that what was saved up is spent, and what a minute has is all there is.
  live: ({ tell }) => live({ seconds: 90, tell }),
};

/** Measures what the deploy server promises, each beside what it is compared with, on PostgreSQL. */
export async function deploys(
  options: DeploysOptions,
): Promise<{ readonly rows: readonly Row[]; readonly broken: readonly string[] }> {
  const figures: Figure[] = [];
  for (const name of options.only ?? Object.keys(PARTS)) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) throw new UsageError(`"${name}" is not one of ${Object.keys(PARTS).join(", ")}.`);
    figures.push(...(await part(options)));
  }
  const rows = figures.map(promiseRow);
  return {
    rows,
    broken: rows.filter(({ holds }) => holds === "no").map(({ what }) => `not as promised: ${what}`),
  };
}
