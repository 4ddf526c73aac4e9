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

/** What every write here needs, unless GitHub's answer says better. */
export const PERMISSION = "deployments: write";
