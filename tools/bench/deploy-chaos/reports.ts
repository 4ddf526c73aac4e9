import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Told } from "../chaos/invariants.ts";
import { BUILT, BUILT_REPOSITORY } from "./built.ts";
import type { Fact } from "./fact.ts";
import type { ChaosWorld } from "./world.ts";

/** Far longer than the allowance keeps anything. */
const IN_VAIN_MS = 10 * 60_000;

/** What GitHub should show of a build that was told what became of it. */
export interface ToldBuild extends Told {
  /** Of the commit that was built. */
  readonly sha: string;
}

/** As much is left of the allowance for reports as one status takes: what else there is has to wait. */
export async function useAllowanceUp({ store }: Pick<ChaosWorld, "store">): Promise<void> {
  await sql`insert into allowances (name, remaining) values ('github reports', 1)
    on conflict (name) do update set remaining = 1, counted_at = now()`.execute(store.db);
}

/** Waits until nothing is left to tell of these builds, and looks at what GitHub shows of each. @returns what is wrong, in words */
export async function brokenReports(
  { store, github }: Pick<ChaosWorld, "store" | "github">,
  builds: readonly ToldBuild[],
): Promise<readonly string[]> {
  const ended = await untilEnded(
    store,
    builds.map(({ dispatchId }) => dispatchId),
  );
  const deployments = github.deployments(BUILT_REPOSITORY);
  return builds.flatMap(({ dispatchId, sha, outcome }) => {
    const stateOf = (kind: string) =>
      ended.find((report) => report.dispatchId === dispatchId && report.kind === kind)?.state;
    const [status] = github.statuses(BUILT_REPOSITORY, sha);
    const made = deployments.filter(({ payload }) => JSON.stringify(payload).includes(dispatchId));
    // What was written before, and not told, is as good.
    const isReleased = outcome === "applied" || outcome === "unchanged";
    // Of what was not released there is none, and one that comes too late is left out.
    const isMade = stateOf("deployment") === "told";
    const facts: readonly Fact[] = [
      ["the report of its status is", stateOf("status"), "told"],
      ["its status's context is", status?.context, `release/${BUILT}`],
      ["its status is", status?.state, isReleased ? "success" : "failure"],
      ["the report of its deployment has failed", stateOf("deployment") === "failed", false],
      ["its deployments are", made.length, isMade ? 1 : 0],
      ["its deployment is of", made[0]?.sha, isMade ? sha : undefined],
      ["its deployment says a state", (made[0]?.statuses.length ?? 0) > 0, isMade],
    ];
    return facts
      .filter(([, is, must]) => is !== must)
      .map(([what, is, must]) => `dispatch ${dispatchId}: ${what} ${String(is)}, not ${String(must)}`);
  });
}

interface Report {
  readonly dispatchId: string;
  readonly kind: string;
  readonly state: string;
}

async function untilEnded(store: ChaosWorld["store"], ids: readonly string[]): Promise<readonly Report[]> {
  const end = performance.now() + IN_VAIN_MS;
  for (;;) {
    const { rows } = await sql<Report>`
      select dispatch_id as "dispatchId", kind, state from reports where dispatch_id in (${sql.join(ids)})`.execute(
      store.db,
    );
    const waiting = rows.filter(({ state }) => state === "waiting");
    if (rows.length > 0 && waiting.length === 0) return rows;
    if (performance.now() > end) throw new Error(`${waiting.length} of ${rows.length} reports still wait`);
    await sleep(100);
  }
}
