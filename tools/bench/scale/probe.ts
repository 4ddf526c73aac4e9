import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { at } from "../../../apps/deploy-server/narrow.ts";

/**
 * Loaded before an action's bundle: records the times of its requests, and its memory at the end. The decision happens
 * between the read's response and the write.
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
const requests = new Map<object, { start: number; end: number }>();

subscribe("undici:request:create", (message) => {
  requests.set(requestOf(message), { start: performance.now(), end: Number.NaN });
});
subscribe("undici:request:trailers", (message) => {
  const request = requests.get(requestOf(message));
  if (request !== undefined) request.end = performance.now();
});

process.on("exit", () => {
  const { maxRSS } = process.resourceUsage();
  const file = process.env["PROFILE"];
  if (file === undefined) return;
  writeFileSync(file, JSON.stringify({ requests: [...requests.values()], maxRSS, total: performance.now() }));
});

function requestOf(message: unknown): object {
  const request = at(message, "request");
  if (typeof request !== "object" || request === null) throw new Error("undici told of something else");
  return request;
}
