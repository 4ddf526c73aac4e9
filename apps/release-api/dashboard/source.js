/** Reads all data from the API and listens for changes. @import { Change, Channel, ReleaseRecord } from "./model.js" */

import { keyOf } from "./model.js";

/**
 * @typedef {{ version: string, channels: Channel[], records: Map<string, ReleaseRecord> }} Data
 * @typedef {{ status: string, version: string | null, loaded_at: string | null,
 *   problems: { document: string, message: string, position?: { line: number, column: number } }[] }} Health
 */

const PAGE = 1000;
const TRIES = 5;
const RETRY_MS = 4000;

/** Reads the whole database, in one version. @returns {Promise<Data>} */
async function readAll() {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { version, channels } = await readJson("v1/channels");
    const records = await readRecords(version);
    if (records !== undefined) return { version, channels, records };
  }
  throw new Error("The database changes faster than it can be read.");
}

/**
 * @param {string} version
 * @returns {Promise<Map<string, ReleaseRecord> | undefined>} undefined if the version has changed
 */
async function readRecords(version) {
  const records = new Map();
  let query = `?limit=${PAGE}`;
  while (query !== "") {
    const response = await get(`v1/releases${query}`);
    const page = await response.json();
    if (page.version !== version) return undefined;
    for (const record of page.releases) records.set(keyOf(record), record);
    query = /<(\?[^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1] ?? "";
  }
  return records;
}

/** @param {string} path */
async function readJson(path) {
  return await (await get(path)).json();
}

/** @param {string} path */
async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return response;
}

/**
 * Keeps the data in step with the server.
 *
 * @param {{ onData(data: Data, change: Change | undefined): void, onHealth(health: Health): void,
 *   onConnection(connected: boolean): void }} listener
 */
export function follow(listener) {
  /** @type {Data | undefined} */
  let data;
  /** Runs jobs in order, so that a change never overtakes the data it applies to. @type {Promise<void>} */
  let work = Promise.resolve();
  const enqueue = (/** @type {() => Promise<void>} */ job) => {
    work = work.then(job).catch(() => {
      listener.onConnection(false);
      setTimeout(() => enqueue(readAgain), RETRY_MS);
    });
  };
  const readAgain = async () => {
    data = await readAll();
    listener.onConnection(true);
    listener.onData(data, undefined);
  };
  const apply = async (/** @type {Change} */ change) => {
    if (data === undefined || data.version !== change.from || !change.complete) {
      if (data?.version !== change.to) await readAgain();
      return;
    }
    const records = new Map(data.records);
    for (const record of change.changed) records.set(keyOf(record), record);
    for (const gone of change.removed) records.delete(keyOf(gone));
    const { channels, version } = await readJson("v1/channels");
    if (version !== change.to) return await readAgain();
    data = { version, channels, records };
    listener.onData(data, change);
  };

  const listen = () => {
    const events = new EventSource("v1/events");
    events.addEventListener("open", () => listener.onConnection(true));
    events.addEventListener("hello", (event) => {
      const { version } = JSON.parse(event.data);
      enqueue(async () => {
        if (data?.version !== version) await readAgain();
      });
    });
    events.addEventListener("change", (event) => {
      const change = JSON.parse(event.data);
      enqueue(async () => await apply(change));
    });
    events.addEventListener("health", (event) => listener.onHealth(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      listener.onConnection(false);
      // A browser reconnects by itself, except after a response that was not a stream.
      if (events.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, RETRY_MS);
    });
  };
  listen();
}
