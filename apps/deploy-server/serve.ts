import { pino } from "pino";
import { SettingsError } from "../../lib/http/environment.ts";
import type { Readiness } from "../../lib/http/health.ts";
import { BACKLOG } from "../../lib/http/server.ts";
import { stopOnSignals } from "../../lib/http/stop.ts";
import { openStore, type Store, type StoreSettings } from "../../lib/store/store.ts";
import { createDeployServer } from "./server.ts";
import type { Settings } from "./settings.ts";
import { withoutStore } from "./without-store.ts";

/** Runs the deploy server until it is told to stop. */
export async function serve(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel });
  const store = await opened(settings.store);
  if (store.driver === "pglite") {
    log.warn("this is a trial: one process, and nothing is forced to disk; set DATABASE_URL for PostgreSQL");
  }
  const readiness: Readiness = { stopping: false };
  const { app, stopWork } = await createDeployServer({ settings, store, readiness, log });
  // What is under way ends before the store does; what is left, another replica takes.
  app.addHook("onClose", async () => {
    await stopWork();
    await store.close();
  });
  const { drainSeconds, host, port } = settings;
  stopOnSignals({ app, readiness, log, drainSeconds, release: () => void stopWork() });
  log.info(`listening at ${await app.listen({ host, port, backlog: BACKLOG })}`);
}

async function opened(settings: StoreSettings): Promise<Store> {
  try {
    return await openStore(settings);
  } catch (error) {
    const told = withoutStore(error);
    throw told === undefined ? error : new SettingsError(told, { cause: error });
  }
}
