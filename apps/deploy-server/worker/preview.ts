import { isSameRecord } from "../../../lib/deploys/again.ts";
import { consentRulesOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { stopReason } from "../../../lib/deploys/hold.ts";
import type { SeenBuild } from "../../../lib/deploys/policy.ts";
import { previewFacts, type Change, type Preview, type PreviewFacts } from "../../../lib/deploys/preview.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { alsoShipped, stillShipped } from "./also-shipped.ts";
import { happened, type Outcome } from "./outcome.ts";
import { insistOnChart } from "./resolve-chart.ts";
import { liftedBy } from "./resume.ts";
import { refuseByRules } from "./rules.ts";
import { seenBuild } from "./seen-build.ts";
import { driftOf } from "./target-file.ts";
import { changesIn, readTargetFiles, type TargetFiles } from "./target-files.ts";
import { undeployedBefore } from "./undeployed-before.ts";

/** What would happen, from git alone: nothing is written for it, and the engine is not made to look. */
export async function preview(world: World, request: DeployRequest): Promise<Outcome> {
  const { shown, facts } = await previewNow(world, request);
  return happened({ type: "previewed", preview: facts, shown });
}

/** A preview, and what it was found out of. */
export interface PreviewNow {
  readonly shown: Preview;
  /** What the state machine has to know of it. */
  readonly facts: PreviewFacts;
  readonly files: TargetFiles;
  readonly build?: SeenBuild | undefined;
}

/** A request's preview as things are now. @throws Rejected */
export async function previewNow(world: World, request: DeployRequest): Promise<PreviewNow> {
  const { target, to, from } = request;
  if (to === undefined || from === undefined) throw new Error(`request ${request.id} is not resolved`);
  const files = await readTargetFiles(world, request);
  const { state } = files;
  const rules = consentRulesOf(state.config, target.channel);
  if (request.kind === "resume") {
    const next = from.kind === "chart" ? "it takes other versions again" : "events deploy it again";
    const drift = liftedBy(world, state, target).map((one) => `${one}; ${next} after this`);
    const shown: Preview = { target, from, to, changes: [], companions: [], drift };
    return { shown, facts: previewFacts(shown, rules), files };
  }
  // Asked at once; but what the rules refuse is refused for that, whatever the engines say.
  const [building, standing] = await step("preview.look", () =>
    Promise.allSettled([seenBuild(world, state, request), stillShipped(world, state, request)]),
  );
  const build = valueOf(building);
  refuseByRules(state, request, { build, at: isoTime(world.clock), config: state.config });
  if (to.kind === "chart") await insistOnChart(world, to);
  const undone = await undeployedBefore(world, request);
  const changes = changesIn(world, files, { target, to, undone });
  const also = valueOf(standing) ?? (await alsoShipped(world, state, request));
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
    ...also,
    drift,
    clusters: files.placements.map(({ cluster }) => cluster),
  };
  const found = previewFacts(shown, rules);
  // The history may have moved on since somebody read the number in it.
  const facts = { ...found, needsConfirmation: found.needsConfirmation || request.kind === "reapply" };
  return { shown, facts, files, build };
}

/** @throws what it failed with */
function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === "rejected") throw result.reason;
  return result.value;
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
