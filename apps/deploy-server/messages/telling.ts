import type { KnownBlock } from "@slack/types";
import type { Target } from "../../../lib/deploys/target.ts";
import type { DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import type { CommitState } from "../../../lib/github/statuses/commit-status.ts";

/** What is to be said, and where: the body of a message in the store. */
export type Telling = ChannelTelling | PersonTelling | GitHubTelling;

/** The one message of a request, in the channel where it was asked. */
export interface ChannelTelling {
  readonly to: "channel";
  readonly channel: string;
  /** Who asked: told themselves where the channel cannot be. Undefined for what nobody in the chat has asked for. */
  readonly user?: string | undefined;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** An answer that only one person sees. */
export interface PersonTelling {
  readonly to: "person";
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  /** Slack's own address for it; without one it is posted. */
  readonly responseUrl?: string | undefined;
}

/** The deployment and the status of what is deployed. */
export interface GitHubTelling {
  readonly to: "github";
  /** Its channel is the environment. */
  readonly target: Target;
  /** Of the source repository: 40 hex. */
  readonly sha: string;
  /** The request's id. */
  readonly creationId: string;
  readonly deployment: DeploymentState;
  readonly status: CommitState;
  readonly description: string;
}
