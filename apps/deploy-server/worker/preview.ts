import { isSameRecord } from "../../../lib/deploys/again.ts";
import { consentRulesOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { stopReason } from "../../../lib/deploys/hold.ts";
import type { Change, EnginePage, Preview } from "../../../lib/deploys/preview.ts";
import { previewFacts } from "../../../lib/deploys/preview.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { EngineRefusal } from "../engines/engine.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { companionsOf } from "./companions.ts";
import { happened, type Outcome } from "./outcome.ts";
import { insistOnChart } from "./resolve-chart.ts";
import { liftedBy } from "./resume.ts";
import { refuseByRules } from "./rules.ts";
import { seenBuild } from "./seen-build.ts";
import { driftOf } from "./target-file.ts";
import { changesIn, readTargetFiles } from "./target-files.ts";
import { undeployedBefore } from "./undeployed-before.ts";
import { wantedOf } from "./wanted.ts";

/** What would happen, from git alone: nothing is written for it, and the engine is not made to look. */
export async function preview(world: World, request: DeployRequest): Promise<Outcome> {
  const { shown, facts } = await previewNow(world, request);
  return happened({ type: "previewed", preview: facts, shown });
}

/** A request's preview as things are now, with what the state machine has to know of it. @throws Rejected */
export async function previewNow(world: World, request: DeployRequest) {
  const { target, to, from } = request;
  if (to === undefined || from === undefined) throw new Error(`request ${request.id} is not resolved`);
  const files = await readTargetFiles(world, target);
  const { state } = files;
  const rules = consentRulesOf(state.config, target.channel);
  if (request.kind === "resume") {
    const next = from.kind === "chart" ? "it takes other versions again" : "events deploy it again";
    const drift = liftedBy(world, state, target).map((one) => `${one}; ${next} after this`);
    const shown: Preview = { target, from, to, changes: [], companions: [], drift };
    return { shown, facts: previewFacts(shown, rules), state, placements: files.placements };
  }
  const build = await seenBuild(world, state, request);
  refuseByRules(state, request, { build, at: isoTime(world.clock), config: state.config });
  if (to.kind === "chart") await insistOnChart(world, to);
  const undone = await undeployedBefore(world, request);
  const changes = changesIn(world, files, { target, to, undone });
  const { companions, unavailable, enginePages, beyond } = await alsoShipped(world, state, request);
  refuseNothingNew(request, changes);
  const drift = [
    takenOver(request, files.placements),
    driftOf(changes, { from, to }),
    broughtBack(state, request, isoTime(world.clock)),
  ].filter((one) => one !== undefined);
  const shown: Preview = {
    target,
    from,
    to,
    changes,
    companions,
    drift,
    unavailable,
    enginePages,
    clusters: files.placements.map(({ cluster }) => cluster),
    ...(beyond.length > 0 && { beyond }),
  };
  const found = previewFacts(shown, rules);
  // The history may have moved on since somebody read the number in it.
  const facts = { ...found, needsConfirmation: found.needsConfirmation || request.kind === "reapply" };
  return { shown, facts, state, placements: files.placements };
}

/** What somebody has done without git, as whoever agrees to it reads it. */
function takenOver(request: DeployRequest, placements: readonly Placement[]): string | undefined {
  const { from, to } = request;
  if (!isTakenOver(request) || from === undefined || to === undefined) return undefined;
  const where = placements.map(({ cluster }) => cluster).join(" and ");
  return `${where} really ${placements.length === 1 ? "runs" : "run"} ${desiredText(to)}, and the ledger says ${desiredText(from)}; this makes git say what runs, and keeps it so until somebody resumes`;
}

/** @throws Rejected where git says what runs */
function refuseNothingNew(request: DeployRequest, changes: readonly Change[]): void {
  const { from, to, target } = request;
  const isNew = changes.some(({ before, after }) => before !== after);
  if (!isTakenOver(request) || from === undefined || to === undefined || isNew || !isSameRecord(from, to))
    return;
  throw new Rejected(
    "nothing to adopt",
    `${targetKey(target)} runs ${desiredText(to)}, just as git says: there is nothing to adopt`,
  );
}

/** What was retired, undeployed or rolled back is deployed by a person's word alone, who is told of it. */
function broughtBack(state: ReleaseState, { kind, target }: DeployRequest, at: string): string | undefined {
  const stopped = kind === "undeploy" ? undefined : stopReason(state, target, at);
  return stopped === undefined ? undefined : `${stopped}; this brings it back`;
}

/** What else a sync would ship, over all placements. @throws Rejected where the engine refuses for good */
async function alsoShipped(world: World, state: ReleaseState, request: DeployRequest) {
  const { config, head } = state;
  const { target } = request;
  const nameOf = repositoryNamesAt(world.settings.github.url);
  const companions = new Map<string, Preview["companions"][number]>();
  const unavailable: string[] = [];
  const beyond = new Set<string>();
  const enginePages: (EnginePage | null)[] = [];
  for (const placement of placementsOf(config, target)) {
    try {
      const engine = world.engines.at(placement, config, target);
      enginePages.push(engine.page ?? null);
      const standing = await step("preview.engine", () => engine.standing());
      if (standing.isAutomatic && config.clusters[placement.cluster]?.auto_sync !== "follow") {
        throw new Rejected(
          "auto-sync on",
          `Argo CD syncs ${placement.application ?? target.config} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for ${placement.cluster} in db/server.yaml`,
        );
      }
      // What stands still already runs: git may say so.
      if (standing.blocked !== undefined && isTakenOver(request)) unavailable.push(standing.blocked);
      else if (standing.blocked !== undefined) throw new Rejected("blocked", standing.blocked);
      const wanted = await wantedOf(world, state, { placement, ...request });
      const differences = (await step("preview.rehearse", async () => engine.rehearse?.(wanted))) ?? [];
      for (const { resource, isExpected } of differences) if (!isExpected) beyond.add(resource);
      const found = await companionsOf(world, standing, { head, nameOf });
      for (const companion of found.companions) companions.set(companion.sha, companion);
      if (found.unavailable !== undefined) unavailable.push(found.unavailable);
    } catch (error) {
      if (error instanceof EngineRefusal) throw new Rejected(error.code, error.message);
      if (!mayPass(error) || error instanceof Rejected) throw error;
      unavailable.push(`what else would ship is not known: ${messageOf(error)}`);
    }
  }
  return {
    companions: [...companions.values()],
    enginePages,
    unavailable: unavailable.length === 0 ? undefined : unavailable.join("; "),
    beyond: [...beyond],
  };
}
