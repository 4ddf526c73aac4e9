import { getBranch, getCommit } from "./commits.ts";
import { createRelease } from "./create-release.ts";
import { createDispatchEvent } from "./dispatches.ts";
import { getContent } from "./get-content.ts";
import { createOrUpdateFileContents } from "./put-content.ts";
import { getRef, updateRef } from "./refs.ts";
import { getRepository } from "./repository.ts";
import type { RestRoute } from "./route.ts";
import { cancelRun, getRun, listRepositoryRuns, listWorkflowRuns, rerunRun } from "./runs.ts";
import { createWorkflowDispatch } from "./workflow-dispatch.ts";

/** Every repository operation that the sandbox serves. `rate-limit/get` is the only other one. */
export const routes: readonly RestRoute[] = [
  cancelRun,
  createDispatchEvent,
  createOrUpdateFileContents,
  createRelease,
  createWorkflowDispatch,
  getBranch,
  getCommit,
  getContent,
  getRef,
  getRepository,
  getRun,
  listRepositoryRuns,
  listWorkflowRuns,
  rerunRun,
  updateRef,
];

/** The ids of all REST operations that the sandbox serves. */
export const servedOperations: readonly string[] = [
  "rate-limit/get",
  ...routes.map(({ operation }) => operation),
];
