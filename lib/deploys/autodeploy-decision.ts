import { VIRTUAL } from "./desired.ts";
import type { Wish } from "./request.ts";

/** What follows of an event for one config in one channel. */
export type AutodeployDecision =
  | {
      readonly kind: "request";
      readonly request: "autodeploy" | "undeploy";
      readonly wish: Wish;
      /** The branch whose preview it is; undefined for the channel itself. */
      readonly preview?: string;
    }
  /** `warning`: nothing is deployed, and people should know. */
  | {
      readonly kind: "superseded" | "warning" | "nothing";
      readonly code: RestCode;
      /** A clause that follows "because". */
      readonly because: string;
    };

export type RestCode =
  | "no rule"
  | "other container"
  | "other branch"
  | "unchanged"
  | "not built"
  | "red build"
  | "runs red"
  | "older"
  | "same"
  | "diverged"
  | "unknown"
  | "branch deleted"
  | "forced"
  | "protected preview"
  | "undeployed"
  | "pinned"
  | "never deployed"
  | "not deployed";

export function request(wish: Wish) {
  return { kind: "request", request: "autodeploy", wish } as const;
}

export function undeploy() {
  return { kind: "request", request: "undeploy", wish: { by: "desired", desired: VIRTUAL } } as const;
}

export function nothing(code: RestCode, because: string): AutodeployDecision {
  return { kind: "nothing", code, because };
}

export function superseded(because: string): AutodeployDecision {
  return { kind: "superseded", code: "older", because };
}

export function otherBranch(branch: string, track: string | undefined): AutodeployDecision {
  return nothing("other branch", `${branch} is not followed: ${track ?? "no branch"} is`);
}

export function branchGone(branch: string): AutodeployDecision {
  return nothing("branch deleted", `${branch} is gone`);
}

export function forced(channel: string): AutodeployDecision {
  return nothing("forced", `${channel} is protected, and a forced push deploys nothing there`);
}

export function doubtful(code: "diverged" | "unknown"): AutodeployDecision {
  return code === "diverged"
    ? nothing(code, "the commit is no descendant of what is desired")
    : nothing(code, "it cannot be told whether the commit is newer than what is desired");
}
