import { existsSync } from "node:fs";
import { join } from "node:path";
import { pino, type Logger } from "pino";
import type { Readiness } from "../../lib/http/health.ts";
import { maskingLog } from "../../lib/http/masking-log.ts";
import { BACKLOG } from "../../lib/http/server.ts";
import { stopOnSignals } from "../../lib/http/stop.ts";
import { placed } from "../../lib/releases/documents/problem.ts";
import { loadInThread } from "./database/load-thread.ts";
import { reloadAtPinEnds } from "./database/reload-at-pin-ends.ts";
import { Store, type EndedReload } from "./database/store.ts";
import { watchFiles } from "./database/watch.ts";
import { Follower } from "./follow/follower.ts";
import { History } from "./history/history.ts";
import { createReleaseApi } from "./server.ts";
import type { Settings } from "./settings.ts";

/**
 * Runs the release API until it is asked to stop.
 * @param entry the program's file, which threads start from and which the dashboard is next to
 */
export async function serve(
  settings: Settings,
  entry: { readonly file: string; readonly directory: string },
): Promise<void> {
  const log = pino({ level: settings.logLevel });
  const { databasePath, policyPath, historyPath, policyRequired } = settings;
  const store = new Store((known, closing) =>
    loadInThread(entry.file, { databasePath, policyPath, policyRequired, known }, closing),
  );
  store.onReload((reload, _before, milliseconds) => logReload(log, reload, milliseconds));
  const follower = settings.follow && new Follower(settings.follow, maskingLog(log), () => store.reload());
  const history = new History(historyPath);
  const readiness: Readiness = { stopping: false };
  // In the image, what all pages share is next to the program as well.
  const look = ["look", "../../lib/http/look"].map((path) => join(entry.directory, path)).find(existsSync);
  const dashboard = [join(entry.directory, "dashboard"), ...(look === undefined ? [] : [look])];
  const app = await createReleaseApi({ settings, store, history, follower, readiness, log, dashboard });
  const watch = watchFiles([databasePath, policyPath], () => void store.reload());
  const readHistory = async (): Promise<void> => {
    await history.reload();
    const { problem, file, path } = history;
    if (problem !== undefined) log.error({ path, problem }, "the history cannot be read");
    else log.debug({ path, entries: file?.index.size ?? 0 }, "history");
  };
  const historyWatch = watchFiles([historyPath], () => void readHistory());
  const pinEnds = reloadAtPinEnds(store);
  void store.reload();
  void follower?.look();
  // Before the first request, for which there would be none.
  await readHistory();
  const release = (): void => {
    follower?.close();
    watch.close();
    historyWatch.close();
    void history.close();
    pinEnds.close();
    store.close();
  };
  stopOnSignals({ app, readiness, log, drainSeconds: settings.drainSeconds, release });
  const address = await app.listen({ host: settings.host, port: settings.port, backlog: BACKLOG });
  log.info(`listening at ${address}`);
}

function logReload(log: Logger, reload: EndedReload, milliseconds: number): void {
  const ms = Math.round(milliseconds);
  const version = reload.snapshot?.version;
  if (reload.kind === "broken") {
    const problems = reload.problems.map((problem) => placed(problem.document, problem));
    log.error({ ms, version, problems }, "the database files are invalid");
  } else if (reload.kind === "loaded") log.info({ ms, version, records: reload.snapshot.size }, "loaded");
  else log.debug({ ms, version }, "unchanged");
}
