import { createDispatchEvent } from "./dispatches.ts";
import { getRepository } from "./repository.ts";
import type { RestRoute } from "./route.ts";

/** Every repository operation that the sandbox serves. `rate-limit/get` is the only other one. */
export const routes: readonly RestRoute[] = [getRepository, createDispatchEvent];

/** The ids of all REST operations that the sandbox serves. */
export const servedOperations: readonly string[] = [
  "rate-limit/get",
  ...routes.map(({ operation }) => operation),
];
