import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";

/** Connections that are still open after this time are cut. */
const CLOSE_MS = 5_000;

export interface Stoppable {
  readonly app: FastifyInstance;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** How long the server keeps answering after SIGTERM, while its health tells clients to go elsewhere. */
  readonly drainSeconds: number;
  /** Ends everything else that the server does, at once. */
  readonly release: () => void;
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

async function stop(
  { app, readiness, log, release }: Stoppable,
  signal: string,
  drainSeconds: number,
): Promise<void> {
  readiness.stopping = true;
  log.info({ signal, drainSeconds }, "stopping");
  await sleep(drainSeconds * 1000);
  release();
  const cut = setTimeout(() => {
    log.warn("cut connections that did not close in time");
    app.server.closeAllConnections();
  }, CLOSE_MS);
  await app.close();
  clearTimeout(cut);
  log.info("stopped");
  process.exit(0);
}
