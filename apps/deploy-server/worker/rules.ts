import { chartProblems } from "../../../lib/deploys/chart-rules.ts";
import { configProblems } from "../../../lib/deploys/config-rules.ts";
import {
  channelsOf,
  placementsOf,
  takesPrereleases,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import { haltReason, holdReason } from "../../../lib/deploys/hold.ts";
import { deployProblems, type SeenBuild } from "../../../lib/deploys/policy.ts";
import {
  isReleased,
  isTakenOver,
  type DeployRequest,
  type RequestKind,
} from "../../../lib/deploys/request.ts";
import type { Documents } from "../../../lib/release-write/documents.ts";
import { recordKey } from "../../../lib/releases/documents/database.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { held, Rejected } from "../rejected.ts";

/** Kinds that people ask for, who see what they bring back. */
const OF_PEOPLE: ReadonlySet<RequestKind> = new Set(["deploy", "rollback", "reapply"]);

export function bringsBack(request: Pick<DeployRequest, "kind" | "by">): boolean {
  return OF_PEOPLE.has(request.kind) || isTakenOver(request);
}

/**
 * All that the release repository's files have against a request, as the actions would have it: asked before it is shown,
 * and again of the very files that the commit changes.
 * @throws Rejected
 */
export function refuseByRules(
  documents: Documents,
  request: DeployRequest,
  {
    build,
    at,
    config,
  }: {
    readonly build: SeenBuild | undefined;
    readonly at: string;
    /** `db/server.yaml` */
    readonly config: ServerConfig;
  },
): void {
  const { target, to } = request;
  // What runs unasked has been through no rule yet.
  const kind = isTakenOver(request) ? "deploy" : request.kind;
  // What is resumed runs as it is.
  if (kind === "resume") return;
  if (to?.kind === "artifactful") {
    const { image, digest } = to.artifact;
    const { config: container, channel } = target;
    const release = { container, channel, image, ...(digest !== undefined && { digest }) };
    const problems = deployProblems(documents, { kind, release, build });
    if (problems.length > 0) throw new Rejected("policy", problems.join("; "));
  }
  if (to?.kind === "artifactless") {
    const problems = configProblems(documents, { kind, target, to });
    if (problems.length > 0) throw new Rejected("policy", problems.join("; "));
  }
  if (to?.kind === "chart") {
    const { config: name, channel } = target;
    const channels = channelsOf(config).filter(
      (one) => placementsOf(config, { config: name, channel: one }).length > 0,
    );
    const rules = { ...documents, channels, takesPrereleases: takesPrereleases(config, channel) };
    const isOlder = isTakenOver(request) || (request.wish.by === "version" && request.wish.isOlder === true);
    const problems = chartProblems(rules, { kind, target, to, isOlder });
    if (problems.length > 0) throw new Rejected("policy", problems.join("; "));
  }
  if (isReleased(request)) refuseReplaced(documents, request);
  const because = holdOf(documents, request, at);
  if (because !== undefined) throw held(target, because);
}

/** A release that was adopted, and that the ledger has replaced before it got anywhere. */
function refuseReplaced({ database }: Documents, { target, correlation }: DeployRequest): void {
  const { config: container, channel } = target;
  const record = database.releases.find((one) => recordKey(one) === recordKey({ container, channel }));
  if (record?.dispatch_id === correlation) return;
  throw new Rejected(
    "replaced",
    `the ledger has another release of ${container} in ${channel} by now, so that nothing is left to do for this one`,
  );
}

/** After the commit, before a cluster gets it: somebody may have locked or frozen the target since. @throws Rejected */
export function refuseHalted(
  { policy, locks }: Pick<Documents, "policy" | "locks">,
  request: DeployRequest,
  at: string,
): void {
  const { target } = request;
  const because = haltReason({ policy, locks }, { target, at, isReleased: isReleased(request) });
  if (because !== undefined) throw held(target, because);
}

/**
 * What holds a request that waits for people: as it would be refused once they have agreed.
 * @returns words that follow "because"
 */
export function heldNow(documents: Documents, request: DeployRequest, at: string): string | undefined {
  const { target, kind, commit } = request;
  if (kind === "resume") return undefined;
  return commit === undefined
    ? holdOf(documents, request, at)
    : haltReason(documents, { target, at, isReleased: isReleased(request) });
}

/** What an Actions writer has released was let through by pin and freeze already; a lock stops it here as well. */
function holdOf(documents: Documents, request: DeployRequest, at: string): string | undefined {
  const { target, kind } = request;
  if (isReleased(request)) return lockReason(documents.locks, target, at);
  return holdReason(documents, { target, at, bringsBack: bringsBack(request) || kind === "undeploy" });
}
