import { listAnnotations } from "./annotations.ts";
import { appRoutes, installationRoutes } from "./apps/register.ts";
import { listCheckRuns } from "./check-runs.ts";
import { getBranch, getCommit } from "./commits.ts";
import { compareCommits } from "./compare.ts";
import { createRelease, getReleaseByTag } from "./create-release.ts";
import {
  createDeploymentStatus,
  getDeploymentStatus,
  listDeploymentStatuses,
} from "./deployment-statuses.ts";
import { createDeployment, deleteDeployment, getDeployment, listDeployments } from "./deployments.ts";
import { createDispatchEvent } from "./dispatches.ts";
import { getContent } from "./get-content.ts";
import { downloadJobLog, getJob, listJobs } from "./jobs.ts";
import { getCollaboratorPermission } from "./people/permission.ts";
import { createPullRequest, getPullRequest, listCommitPullRequests, listPullRequests } from "./pulls.ts";
import { createOrUpdateFileContents } from "./put-content.ts";
import { getReadme } from "./readme.ts";
import { getRef, updateRef } from "./refs.ts";
import { getRepository } from "./repository.ts";
import type { RestRoute } from "./route.ts";
import { downloadRunLogs, listArtifacts } from "./run-logs.ts";
import { cancelRun, getRun, getRunAttempt, listRepositoryRuns, listWorkflowRuns, rerunRun } from "./runs.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { createCommitStatus, getCombinedStatus, listCommitStatuses } from "./statuses.ts";
import { createWorkflowDispatch } from "./workflow-dispatch.ts";
import { getWorkflow, listWorkflows } from "./workflows.ts";

/** Every repository operation that the sandbox serves. Others: `rate-limit/get`, and what Apps ask. */
export const routes: readonly RestRoute[] = [
  compareCommits,
  cancelRun,
  createCommitStatus,
  createDeployment,
  createDeploymentStatus,
  createDispatchEvent,
  createOrUpdateFileContents,
  createPullRequest,
  createRelease,
  createWorkflowDispatch,
  deleteDeployment,
  downloadJobLog,
  downloadRunLogs,
  getBranch,
  getCollaboratorPermission,
  getCombinedStatus,
  getCommit,
  getContent,
  getDeployment,
  getReleaseByTag,
  getDeploymentStatus,
  getJob,
  getPullRequest,
  getReadme,
  getRef,
  getRepository,
  getRun,
  getRunAttempt,
  getWorkflow,
  listAnnotations,
  listArtifacts,
  listCheckRuns,
  listCommitPullRequests,
  listCommitStatuses,
  listDeployments,
  listDeploymentStatuses,
  listJobs,
  listPullRequests,
  listRepositoryRuns,
  listWorkflowRuns,
  listWorkflows,
  rerunRun,
  updateRef,
  ...settingsRoutes,
];

/** The ids of all REST operations that the sandbox serves. */
export const servedOperations: readonly string[] = [
  "meta/root",
  "rate-limit/get",
  "users/get-authenticated",
  ...[...routes, ...appRoutes, ...installationRoutes].map(({ operation }) => operation),
];
