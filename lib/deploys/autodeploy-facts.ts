import type { Build } from "../releases/generated/schema.generated.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { Desired } from "./desired.ts";
import type { Ancestry } from "./order.ts";

/** What has happened, as far as it concerns one config. */
export type AutodeployEvent =
  | PushEvent
  | BuildEvent
  | { readonly type: "branch deleted"; readonly branch: string }
  /** A push to the default branch took the config's file away. */
  | { readonly type: "config deleted"; readonly forced: boolean };

/** A push to the repository of the config. */
export interface PushEvent {
  readonly type: "push";
  readonly branch: string;
  /** The branch's new head: 40 hex. */
  readonly after: string;
  readonly forced: boolean;
  /** Whether the config's file, or something that its `paths` name, is not what it was. */
  readonly changed: boolean;
}

/** How a build of a commit of the artifact's repository has ended; of several that count, all together. */
export interface BuildEvent {
  readonly type: "build";
  readonly branch: string;
  readonly sha: string;
  /** Undefined where only checks and statuses say that it was built. */
  readonly build: Build | undefined;
  readonly result: "green" | "red";
}

/** What is known of a config in a channel when something happens. */
export interface AutodeployFacts {
  /** As its repository's default branch has it; for a preview, as the preview's branch has it. */
  readonly config: DeployConfig;
  /** The commit of the config that goes with what is built: 40 hex. */
  readonly configSha: string;
  readonly channel: string;
  /** Whether db/server.yaml protects the channel. */
  readonly isProtected: boolean;
  /** The default branch of the config's repository. */
  readonly defaultBranch: string;
  readonly desired: Desired;
  /** The build of what is desired; undefined where the ledger does not say. */
  readonly desiredBuild?: Build | undefined;
  /** What keeps it as it is until somebody resumes. */
  readonly stopped?: "undeployed" | "pinned" | undefined;
  /** Whether somebody has resumed what was undeployed: it is no first deploy then. */
  readonly isResumed?: boolean | undefined;
  /** What the event's commit is to the one that is desired. */
  readonly ancestry: Ancestry;
  /** The head of the event's branch; undefined once the branch is gone. */
  readonly head: string | undefined;
}
