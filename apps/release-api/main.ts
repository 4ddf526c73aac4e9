import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { SettingsError } from "../../lib/http/environment.ts";
import { runLoadThread, type LoadRequest } from "./database/load-thread.ts";
import { serve } from "./serve.ts";
import { readSettings } from "./settings.ts";

/** The release API; its threads start with this file too. */
if (isMainThread) {
  try {
    await serve(readSettings(process.env), { file: import.meta.filename, directory: import.meta.dirname });
  } catch (error) {
    console.error(error instanceof SettingsError ? error.message : error);
    process.exitCode = 1;
  }
} else if (parentPort !== null) {
  const request: LoadRequest = workerData;
  runLoadThread(parentPort, request);
}
