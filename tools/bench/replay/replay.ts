import pg from "pg";
import { replay, startReplayWorld } from "../../../apps/deploy-server/testing/replay-world.ts";
import { openStore, type Store } from "../../../lib/store/store.ts";
import { postgresqlPrograms, startPostgresql } from "../../../lib/store/testing/postgresql.ts";
import type { Row } from "../table.ts";
import { UsageError } from "../usage-error.ts";

/** What is replayed. */
export interface ReplayOptions {
  /** About as many; the generator makes 1.6 events of an act. */
  readonly events: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

const EVENTS_OF_AN_ACT = 1.6;
const REPOSITORIES = Array.from({ length: 20 }, (_, index) => `acme/source-${index + 1}`);

interface Figures {
  readonly row: Row;
  /** How many events there were of each kind. */
  readonly kinds: readonly Row[];
  readonly broken: readonly string[];
}

/** Replays generated webhooks on PostgreSQL. @returns the figures, and the rows that differ from those of the run in order */
export async function replayEvents({ events, seed, tell }: ReplayOptions): Promise<Figures> {
  const programs = postgresqlPrograms();
  if (programs === undefined)
    throw new UsageError("PostgreSQL is not installed: apt-get install postgresql.");
  const postgresql = await startPostgresql(programs);
  const stores = [await storeAt(postgresql.url, "first"), await storeAt(postgresql.url, "second")] as const;
  const world = await startReplayWorld(stores, REPOSITORIES);
  try {
    tell(`about ${events} events in ${REPOSITORIES.length} repositories, seed ${seed}`);
    const start = performance.now();
    const replayed = await replay(world, { acts: Math.ceil(events / EVENTS_OF_AN_ACT), seed });
    const seconds = Math.round((performance.now() - start) / 1000);
    const broken = Object.entries(replayed.inOrder).flatMap(([table, rows]) =>
      differences(table, rows, replayed.swept[table] ?? []),
    );
    const rows = Object.values(replayed.inOrder).reduce((sum, { length }) => sum + length, 0);
    const { events: made, lost } = replayed;
    return {
      row: { seed, events: made, lost, rows, differing: broken.length, seconds },
      kinds: Object.entries(replayed.kinds).map(([kind, times]) => ({ kind, times })),
      broken,
    };
  } finally {
    await world.stop();
    await postgresql.stop();
  }
}

async function storeAt(server: string, name: string): Promise<Store> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return openStore({ driver: "postgresql", url: url.href, connections: 5 });
}

function differences(
  table: string,
  expected: readonly string[],
  found: readonly string[],
): readonly string[] {
  const [wanted, had] = [new Set(expected), new Set(found)];
  return [
    ...expected.filter((row) => !had.has(row)).map((row) => `${table} lacks ${row}`),
    ...found.filter((row) => !wanted.has(row)).map((row) => `${table} has ${row}`),
  ];
}
