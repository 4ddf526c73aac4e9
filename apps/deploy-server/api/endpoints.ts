import type { Endpoint } from "../../../lib/http/endpoint.ts";
import type { World } from "../world.ts";
import { askForDeploy, decideOnRequest } from "./ask.ts";
import { apiEndpoint } from "./endpoint.ts";
import { configs, history, request, requests, targets } from "./lists.ts";
import { createLock, endLock } from "./lock.ts";
import { locks } from "./locks.ts";
import { why } from "./why.ts";

/** The API's endpoints that have no body. */
export function readingEndpoints(world: World): readonly Endpoint[] {
  return [configs, targets, requests, request, history, locks, why].map((one) => apiEndpoint(world, one));
}

/** Those that have one. */
export function writingEndpoints(world: World): readonly Endpoint[] {
  return [askForDeploy, decideOnRequest, createLock, endLock].map((one) => apiEndpoint(world, one));
}
