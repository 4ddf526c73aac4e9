import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";

/** Connections that are still open after this time are cut, and after as long again, the rest is given up. */
const CLOSE_MS = 5_000;

export interface Stoppable {
  readonly app: FastifyInstance;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** How long the server keeps answering after SIGTERM, while its health tells clients to go elsewhere. */
  readonly drainSeconds: number;
  /** Ends everything else that the server does, at once. */
  readonly release: () => void;
  readonly closeMs?: number;
}

/**
 * Ends the process with exit code 0 when it is asked to stop: after the drain on SIGTERM, at once on SIGINT. No client,
 * however slow, and no work in progress delays it further.
 */
export function stopOnSignals(server: Stoppable): void {
  // A cluster needs time to route requests elsewhere; a person at a terminal has none to spare.
  process.once("SIGTERM", (signal) => void stop(server, signal, server.drainSeconds));
  process.once("SIGINT", (signal) => void stop(server, signal, 0));
}

async function stop(server: Stoppable, signal: string, drainSeconds: number): Promise<void> {
  const { readiness, log, release } = server;
  readiness.stopping = true;
  log.info({ signal, drainSeconds }, "stopping");
  await sleep(drainSeconds * 1000);
  release();
  await close(server);
  log.info("stopped");
  process.exit(0);
}

async function close({ app, log, closeMs = CLOSE_MS }: Stoppable): Promise<void> {
  const closed = app.close().catch((error: unknown) => log.error({ err: error }, "failed to close"));
  const isClosed = (): Promise<boolean> =>
    Promise.race([closed.then(() => true), sleep(closeMs).then(() => false)]);
  if (await isClosed()) return;
  log.warn("cut connections that did not close in time");
  app.server.closeAllConnections();
  if (!(await isClosed())) log.warn("gave up work that did not end in time");
}
