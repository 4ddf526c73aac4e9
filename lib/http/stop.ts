import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Readiness } from "./health.ts";

/** Connections that are still open after this are cut. */
const CLOSE_MS = 5_000;

export interface Stoppable {
  readonly app: FastifyInstance;
  readonly readiness: Readiness;
  readonly log: Logger;
  /** How long the server goes on answering after SIGTERM, while it says that it wants no more requests. */
  readonly drainSeconds: number;
  /** Ends whatever else the server does, at once. */
  readonly release: () => void;
}

/**
 * Ends the process with 0 when it is told to stop: by SIGTERM after the drain, by SIGINT at once. No client, however
 * slow, and no work that is under way holds it up for longer.
 */
export function stopOnSignals(server: Stoppable): void {
  // A cluster takes its time to send requests elsewhere; a person at a terminal has none.
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
    log.warn("cut the connections that did not end");
    app.server.closeAllConnections();
  }, CLOSE_MS);
  await app.close();
  clearTimeout(cut);
  log.info("stopped");
  process.exit(0);
}
