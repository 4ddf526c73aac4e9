import { isDeepStrictEqual } from "node:util";
import { clusterOf, consentRulesOf, patienceOf } from "../../../lib/deploys/config/server-config.ts";
import { previewFacts, type Basis, type Change, type Preview } from "../../../lib/deploys/preview.ts";
import type { DeployRequest, Progress } from "../../../lib/deploys/request.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";
import { atEngine, isOverdue, noWord, type EngineSite } from "./at-engine.ts";
import { insistence } from "./insist.ts";
import { looksOf } from "./looks.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { shippedSince } from "./shipped-since.ts";
import { watchFor } from "./watches.ts";

/** How often the engine is looked at; a change that it tells of comes sooner. */
const LOOK_MS = 3_000;

/**
 * For how long something has to stay degraded until the deploy has failed. A Deployment that goes back to a version it had
 * keeps the "exceeded its progress deadline" of the failed rollout before until the first new pod is there (Kubernetes'
 * `syncRolloutStatus`), so that whoever mends a failed deploy would be told that it failed, too.
 */
const DEGRADED_MS = 10_000;

/** After the commit: whether git or the engine shows more than was confirmed. */
export async function compare(world: World, request: DeployRequest, lease: Lease<string>): Promise<Outcome> {
  const basis = looksOf(world).take(lease, "commit")?.basis;
  return atEngine(world, request, async (site) => {
    const compared = await compareAt(world, request, { ...site, basis });
    looksOf(world).keep(lease, { of: "comparison", engine: site.engine, place: placeOf(site) });
    return compared;
  });
}

async function compareAt(
  world: World,
  request: DeployRequest,
  { engine, ask, state, placement, basis }: EngineSite & { readonly basis: Basis | undefined },
): Promise<Outcome> {
  const { shown } = request;
  if (shown === undefined) return happened({ type: "compared" });
  const rules = consentRulesOf(state.config, request.target.channel);
  const later = await shippedSince(world, request, { engine, ask, basis });
  if (later !== undefined) {
    return happened({ type: "compared", preview: previewFacts(later, rules), shown: later });
  }
  const isVersion = ({ field, manifest }: Change): boolean =>
    manifest !== undefined || field === placement.field || field === placement.digest_field;
  const changes = shown.changes.filter((one) => one.before !== null && isVersion(one));
  const others = shown.changes.filter((one) => !isVersion(one));
  const differences = await step("sync.compare", () =>
    engine.compare({
      ...ask,
      before: changes.flatMap(({ before }) => before ?? []),
      after: changes.flatMap(({ after }) => after ?? []),
      whole: others.flatMap(({ before, after }) => [before ?? [], after ?? []].flat()),
    }),
  );
  // Whoever has agreed to others' commits has agreed to what they change.
  const isOpen = shown.companions.length > 0 || shown.beyond !== undefined;
  const beyond = isOpen
    ? []
    : differences.filter(({ isExpected }) => !isExpected).map(({ resource }) => resource);
  if (beyond.length === 0) return happened({ type: "compared" });
  const next: Preview = { ...shown, beyond };
  return happened({ type: "compared", preview: previewFacts(next, rules), shown: next });
}

/** What an engine was made of. */
function placeOf({ placement, state }: EngineSite): object {
  return { placement, cluster: clusterOf(state.config, placement.cluster) };
}

/** Asks the engine for a sync of the request's commit. */
export async function requestSync(
  world: World,
  request: DeployRequest,
  lease: Lease<string>,
): Promise<Outcome> {
  const seen = looksOf(world).take(lease, "comparison");
  return atEngine(world, request, async (site) => {
    const { ask } = site;
    const engine = isDeepStrictEqual(seen?.place, placeOf(site))
      ? (seen?.engine ?? site.engine)
      : site.engine;
    const requested = await step("sync.request", () =>
      engine.request(ask, insistence(world, request, { lease, site })),
    );
    switch (requested.kind) {
      case "accepted":
        return happened({ type: "accepted", operation: requested.operation });
      case "superseded": {
        const message = `${site.placement.cluster}: ${requested.says}`;
        return happened({ type: "superseded", reason: { code: "superseded", message } });
      }
      default:
        return happened({ type: "nothing to sync" });
    }
  });
}

/** Looks at the engine until it has synced, and then for as long as all must be healthy. */
export async function observe(world: World, request: DeployRequest): Promise<Outcome> {
  return atEngine(world, request, async ({ engine, ask, placement }) => {
    watchFor(world, request.id, engine);
    const observation = await step("sync.observe", () => engine.observe(ask));
    const { parts, says: saw } = observation;
    const seen = parts === undefined ? {} : { progress: { says: saw, parts } };
    const { soakMs, timeoutMs } = patienceOf(placement);
    const now = world.clock.now();
    switch (observation.kind) {
      case "failed": {
        const { code, says } = observation;
        const since = request.progress?.degradedSince;
        const left = leftOf(DEGRADED_MS, since, now);
        if (code !== "degraded" || left <= 0 || isOverdue(request, { now, timeoutMs })) {
          const reason = { code, message: `${placement.cluster}: ${says}` };
          return happened({ type: "failed", reason, ...seen });
        }
        const degradedSince = since ?? now.toISOString();
        return progressed(request, { ...seen.progress, says, degradedSince }, Math.min(LOOK_MS, left));
      }
      case "reverted": {
        const message = `${placement.cluster}: ${observation.says}`;
        return happened({ type: "reverted", reason: { code: "reverted", message }, ...seen });
      }
      case "superseded": {
        const message = `${placement.cluster}: ${observation.says}`;
        return happened({ type: "superseded", reason: { code: "superseded", message }, ...seen });
      }
      case "healthy": {
        if (request.state === "timed out") return happened({ type: "verified", ...seen });
        if (request.state === "progressing") return happened({ type: "synced" });
        const since = request.progress?.healthySince;
        const left = leftOf(soakMs, since, now);
        if (left <= 0) return happened({ type: "verified", ...seen });
        const inMs = Math.min(LOOK_MS, left);
        const healthySince = since ?? now.toISOString();
        return progressed(request, { ...seen.progress, says: "healthy", healthySince }, inMs);
      }
      default: {
        const says = `${placement.cluster} says: ${observation.says}`;
        if (isOverdue(request, { now, timeoutMs })) {
          const atLast = observation.kind === "progressing" ? observation.atLast : undefined;
          return atLast === undefined
            ? noWord(request, says)
            : happened({ type: atLast, reason: { code: atLast, message: says }, ...seen });
        }
        if (observation.kind === "synced" && request.state === "progressing")
          return happened({ type: "synced" });
        return progressed(request, { ...seen.progress, says: observation.says }, LOOK_MS);
      }
    }
  });
}

/** What is left of a time in milliseconds that began at an ISO 8601 moment, or begins now. */
const leftOf = (ms: number, since: string | undefined, now: Date): number =>
  since === undefined ? ms : ms - (now.getTime() - Date.parse(since));

function progressed(
  { progress: known, state, silence }: DeployRequest,
  progress: Progress,
  dueInMs: number,
): Outcome {
  const isNews = silence !== undefined || !isDeepStrictEqual(known, progress);
  if (!isNews || state === "timed out") return wait(dueInMs);
  return happened({ type: "progressed", progress }, { dueInMs });
}
