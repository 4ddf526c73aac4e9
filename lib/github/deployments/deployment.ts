/** A deployment on GitHub. */
export interface Deployment {
  readonly id: number;
  /** Its GraphQL id. */
  readonly nodeId: string;
  /** The deployed commit: 40 hex. */
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

/** GitHub's limit for the length of an environment's name. */
export const LONGEST_ENVIRONMENT = 255;

/** The permission that every write here needs, unless GitHub's answer names another. */
export const PERMISSION = "deployments: write";
