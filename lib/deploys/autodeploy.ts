import {
  branchGone,
  doubtful,
  forced,
  nothing,
  otherBranch,
  request,
  superseded,
  undeploy,
  type AutodeployDecision,
} from "./autodeploy-decision.ts";
import type { AutodeployEvent, AutodeployFacts, BuildEvent, PushEvent } from "./autodeploy-facts.ts";
import type { Desired } from "./desired.ts";
import { imageOf } from "./image-tag.ts";
import { succeeds } from "./order.ts";
import type { Wish } from "./request.ts";

/**
 * Whether an event deploys something by itself. Closed where it is in doubt: what is not known to be newer is not
 * deployed, and what somebody has undeployed, rolled back or applied again stays until they resume.
 */
export function autodeploy(event: AutodeployEvent, facts: AutodeployFacts): AutodeployDecision {
  switch (event.type) {
    case "config deleted":
      return afterDeletedConfig(event.forced, facts);
    case "branch deleted":
      return afterDeletedBranch(event.branch, facts);
    case "push":
      return isElsewhere(event.branch, facts) ? previewOf(event, facts) : afterPush(event, facts);
    default:
      return isElsewhere(event.branch, facts) ? previewOf(event, facts) : afterBuild(event, facts);
  }
}

function rulesOf({ config, channel }: AutodeployFacts) {
  return (Object.hasOwn(config.channels, channel) ? config.channels[channel] : undefined) ?? {};
}

/** The configs of artifacts are about two branches: the one that is tracked, and the one that the config is read from. */
function isElsewhere(branch: string, facts: AutodeployFacts): boolean {
  return branch !== rulesOf(facts).track && branch !== facts.defaultBranch;
}

function afterPush(event: PushEvent, facts: AutodeployFacts): AutodeployDecision {
  const { config, channel, desired, isProtected } = facts;
  const { autodeploy: by = [], track } = rulesOf(facts);
  if (!by.includes("config")) return nothing("no rule", `autodeploy of ${channel} does not name config`);
  // The rules of an artifact are read from the default branch, whatever branch its builds come from.
  const followed = config.artifact === undefined ? track : facts.defaultBranch;
  if (event.branch !== followed) return otherBranch(event.branch, followed);
  if (!event.changed) return nothing("unchanged", `the push changes nothing of ${config.name}`);
  if (facts.head === undefined) return branchGone(event.branch);
  if (event.forced && isProtected) return forced(channel);
  const stopped = stop(facts, config.artifact === undefined);
  if (stopped !== undefined) return stopped;
  if (config.artifact === undefined) {
    const to = { kind: "artifactless", configSha: event.after } as const;
    return afterOrder(event, facts) ?? request({ by: "desired", desired: to });
  }
  return desired.kind === "artifactful"
    ? request({ by: "desired", desired: { ...desired, configSha: event.after } })
    : nothing("not deployed", `no artifact of ${config.name} runs in ${channel} that could be deployed anew`);
}

/** A forced push decides itself what follows; of all others, ancestry. */
function afterOrder({ forced: isForced }: PushEvent, facts: AutodeployFacts): AutodeployDecision | undefined {
  if (facts.desired.kind === "virtual" || isForced) return undefined;
  switch (facts.ancestry) {
    case "descendant":
      return undefined;
    case "same":
      return nothing("same", "this very commit is what is desired");
    case "ancestor":
      return superseded("a newer commit is what is desired");
    default:
      return doubtful(facts.ancestry);
  }
}

function afterBuild(event: BuildEvent, facts: AutodeployFacts): AutodeployDecision {
  const { config, channel, desired } = facts;
  const { autodeploy: by = [], track } = rulesOf(facts);
  if (config.artifact === undefined) return nothing("no rule", `${config.name} has no artifact`);
  if (event.result === "red") return afterRedBuild(event, desired);
  if (config.artifact.container !== config.name)
    return otherContainer(config.artifact.container, config.name);
  if (!by.includes("build")) return nothing("no rule", `autodeploy of ${channel} does not name build`);
  if (event.branch !== track) return otherBranch(event.branch, track);
  if (facts.head === undefined) return branchGone(event.branch);
  const stopped = stop(facts, true);
  if (stopped !== undefined) return stopped;
  const wish = buildWish(event, config.artifact.image, facts);
  if (desired.kind !== "artifactful") return request(wish);
  const { sha, build } = event;
  const desiredCommit = { sha: desired.artifact.sha, build: facts.desiredBuild };
  const succession = succeeds({ sha, build }, desiredCommit, facts.ancestry);
  if (succession.follows) return request(wish);
  switch (succession.because) {
    case "older":
      return superseded("a newer build is what is desired");
    case "diverged":
      return afterForcedPush(event, facts) ?? request(wish);
    case "same":
      return nothing("same", "this very build is what is desired");
    default:
      // Of one commit, what no run tells apart is not built anew.
      return facts.ancestry === "same"
        ? nothing("same", "this very commit is what is desired")
        : doubtful("unknown");
  }
}

/** The ledger knows what a config deploys by its name. */
function otherContainer(container: string, name: string): AutodeployDecision {
  return nothing(
    "other container",
    `its container is ${container}, and only one that is called ${name}, as the config, can be deployed`,
  );
}

/** What is desired is not on the branch any more: somebody forced it, and its head alone says what is wanted now. */
function afterForcedPush(
  { sha }: BuildEvent,
  { head, isProtected, channel }: AutodeployFacts,
): AutodeployDecision | undefined {
  if (isProtected) return forced(channel);
  return sha === head ? undefined : doubtful("diverged");
}

function afterRedBuild({ sha }: BuildEvent, desired: Desired): AutodeployDecision {
  return desired.kind === "artifactful" && desired.artifact.sha === sha
    ? { kind: "warning", code: "runs red", because: "the build of what runs has turned red" }
    : nothing("red build", "the build failed");
}

/** Beside the channel: of a branch that has previews, and gone with it. */
function previewOf(event: PushEvent | BuildEvent, facts: AutodeployFacts): AutodeployDecision {
  const { config, channel, isProtected, head } = facts;
  const { previews = false, track } = rulesOf(facts);
  const { branch } = event;
  if (!previews) return otherBranch(branch, track);
  if (isProtected) {
    return nothing("protected preview", `${channel} is protected, and a branch cannot deploy there`);
  }
  if (head === undefined) return branchGone(branch);
  if (event.type === "push") {
    if (config.artifact !== undefined) return nothing("not built", "a preview waits for its build");
    const desired = { kind: "artifactless", configSha: event.after } as const;
    return { ...request({ by: "desired", desired }), preview: branch };
  }
  if (config.artifact === undefined) return nothing("no rule", `${config.name} has no artifact`);
  if (event.result === "red") return nothing("red build", "the build failed");
  if (event.sha !== head) return superseded(`${branch} has a newer head`);
  return { ...request(buildWish(event, config.artifact.image, facts)), preview: branch };
}

function afterDeletedBranch(branch: string, facts: AutodeployFacts): AutodeployDecision {
  if (!isElsewhere(branch, facts)) return branchGone(branch);
  if (!(rulesOf(facts).previews ?? false)) return otherBranch(branch, rulesOf(facts).track);
  return { ...undeploy(), preview: branch };
}

/** What nobody describes any more does not run on; whoever protects a channel is asked first. */
function afterDeletedConfig(isForced: boolean, facts: AutodeployFacts): AutodeployDecision {
  const { desired, isProtected, channel, config } = facts;
  if (desired.kind === "virtual") {
    return nothing("not deployed", `${config.name} is not deployed to ${channel}`);
  }
  return isForced && isProtected ? forced(channel) : undeploy();
}

/** @param starts whether what follows may be the first deploy */
function stop(facts: AutodeployFacts, starts: boolean): AutodeployDecision | undefined {
  const { stopped, desired, channel, config, isResumed = false } = facts;
  if (stopped === "undeployed") {
    return nothing("undeployed", `${config.name} was undeployed from ${channel}, and nobody has resumed it`);
  }
  if (stopped === "pinned") {
    return nothing("pinned", `${config.name} is pinned in ${channel}, and nobody has resumed it`);
  }
  const { initial } = rulesOf(facts);
  return desired.kind === "virtual" && starts && initial !== "auto" && !isResumed
    ? nothing("never deployed", `${config.name} was never deployed to ${channel}, which lacks initial: auto`)
    : undefined;
}

/** Both commits are those of the decision: whatever is pushed meanwhile is another one. */
function buildWish({ branch, sha }: BuildEvent, template: string, { configSha }: AutodeployFacts): Wish {
  return { by: "build", branch, sha, configSha, image: imageOf(template, { branch, sha }) };
}
