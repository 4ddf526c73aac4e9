import { PostgresDialect, type Dialect } from "kysely";
import pg from "pg";
import { PARSERS } from "./parsers.ts";

/** How the server uses PostgreSQL. */
export interface PostgresqlSettings {
  /** `postgres://user@host:5432/deploys`; the password may come from PGPASSWORD or a password file instead. */
  readonly url: string;
  /** Connections of this process, at most. */
  readonly connections?: number | undefined;
  /** A statement that takes longer is given up. */
  readonly statementMs?: number | undefined;
  /** How long a connection, or a turn at one, is waited for. */
  readonly connectMs?: number | undefined;
  /** Told of a connection that was lost while nothing used it; the pool opens another. */
  readonly onLost?: ((error: Error) => void) | undefined;
}

const CONNECTIONS = 10;
const STATEMENT_MS = 10_000;
const CONNECT_MS = 5_000;

/** PostgreSQL through a bounded pool. */
export function postgresqlDialect(settings: PostgresqlSettings): Dialect {
  const {
    url,
    connections = CONNECTIONS,
    statementMs = STATEMENT_MS,
    connectMs = CONNECT_MS,
    onLost,
  } = settings;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    // A transaction that a stalled process leaves open would hold its rows forever.
    idle_in_transaction_session_timeout: statementMs,
    // The server's answer may get lost as well.
    query_timeout: statementMs + connectMs,
    keepAlive: true,
    application_name: "deploy-server",
    types: parsers(),
  });
  // Without listeners, a connection that is lost would end the process: one that nobody uses, and one whose query has
  // already failed for it.
  pool.on("error", (error) => onLost?.(error));
  pool.on("connect", (client) => client.on("error", (error) => onLost?.(error)));
  return new PostgresDialect({ pool });
}

function parsers(): InstanceType<typeof pg.TypeOverrides> {
  const types = new pg.TypeOverrides();
  for (const [type, parse] of Object.entries(PARSERS)) types.setTypeParser(Number(type), parse);
  return types;
}
