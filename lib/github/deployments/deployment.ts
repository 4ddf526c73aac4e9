import type { RepositoryName } from "../repository.ts";

/** A deployment that GitHub has. */
export interface Deployment {
  readonly id: number;
  /** GraphQL's id. */
  readonly nodeId: string;
  /** What is deployed: 40 hex. */
  readonly sha: string;
}

/** The states that a deployment can be given. */
export const DEPLOYMENT_STATES = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

/** GitHub's limit for an environment's name. */
export const LONGEST_ENVIRONMENT = 255;

/** Whose deployments, and with which token; for requests and for messages. */
export interface DeploymentAccess {
  readonly repository: RepositoryName;
  /** Which token is used: `the token of input "token"`. */
  readonly token: string;
}

/** What every request here needs, unless GitHub's answer says better. */
export const PERMISSION = "deployments: write";
