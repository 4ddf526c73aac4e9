import { desiredText, isSameDesired } from "../../../../lib/deploys/desired.ts";
import type { ApiObject } from "../../../../lib/deploys/kubernetes/api-object.ts";
import { kindsOf } from "../../../../lib/deploys/kubernetes/apply-set.ts";
import {
  areSame,
  conditionsFor,
  type Drift,
  type Finding,
} from "../../../../lib/deploys/kubernetes/conditions.ts";
import {
  CONFIG_KIND,
  desiredOfSpec,
  type DeployConfigObject,
  type DeployConfigStatus,
  type Wanted,
} from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { FIELD_MANAGER, isAppliedBy, managersOf } from "../../../../lib/deploys/kubernetes/managers.ts";
import { podTrouble, readinessOf, readinessOfAll } from "../../../../lib/deploys/kubernetes/readiness.ts";
import { sameRepository } from "../../../../lib/github/repository.ts";
import { EngineRefusal } from "../engine.ts";
import { applySet } from "./apply.ts";
import { findConfig, writeStatus } from "./config-object.ts";
import { ApplyRefusal, reasonOfRefusal } from "./refusal.ts";
import { driftOf, rehearse, type Rehearsed } from "./rehearse.ts";
import { membersOf, podsOf } from "./resources.ts";
import { keepLease, type Site } from "./site.ts";
import { mendsHands, readSpecs } from "./specs.ts";

/** What a look at a target has shown. */
interface Look {
  readonly finding: Finding;
  readonly drift?: Drift | undefined;
  /** Whether all objects are as the specs say. */
  readonly isApplied: boolean;
}

/**
 * Brings a target to what its DeployConfig says, as far as that can be done now, and writes down how it stands. Whoever
 * calls has the target's lease.
 * @param wanted what the server knows to be desired: a spec that says something else was edited by hand, and is not applied
 * @param isThorough whether objects that were applied are compared with the specs again
 * @returns the DeployConfig with its new status; undefined where there is none
 * @throws Passing, GitHubFailure: nothing is known then
 */
export async function reconcile(
  site: Site,
  wanted: Wanted,
  isThorough: boolean,
): Promise<DeployConfigObject | undefined> {
  const object = await findConfig(site.config);
  if (object === undefined) return undefined;
  const { finding, drift, isApplied } = await lookOrRefuse(site, object, { wanted, isThorough });
  const { generation, status } = object;
  const next = {
    observedGeneration: generation,
    appliedGeneration: isApplied ? generation : status.appliedGeneration,
    conditions: conditionsFor(finding, drift, { generation, at: site.now(), earlier: status.conditions }),
  };
  const isNews =
    next.observedGeneration !== status.observedGeneration ||
    next.appliedGeneration !== status.appliedGeneration ||
    !areSame(next.conditions, status.conditions);
  if (isNews) {
    await keepLease(site);
    await writeStatus(site.config, next);
  }
  return { ...object, status: next };
}

async function lookOrRefuse(
  site: Site,
  object: DeployConfigObject,
  { wanted, isThorough }: { readonly wanted: Wanted; readonly isThorough: boolean },
): Promise<Look> {
  const edited = specDrift(object, wanted);
  if (edited !== undefined) {
    const finding = { kind: "refused", reason: "SpecEdited", says: edited } as const;
    return { finding, drift: { reason: "SpecEdited", says: edited }, isApplied: false };
  }
  try {
    const { generation, status } = object;
    const isApplied = status.appliedGeneration === generation;
    if (wanted.to.kind === "virtual") return await undeploy(site, object);
    if (isApplied && !isThorough) return await lookOnly(site, object);
    return isApplied ? await compare(site, object, wanted) : await apply(site, object, wanted);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    const finding = { kind: "refused", reason: reasonOfRefusal(error), says: error.message } as const;
    return { finding, isApplied: object.status.appliedGeneration === object.generation };
  }
}

/** How a spec differs from what the server knows to be desired, and who has been at it; undefined where it does not. */
export function specDrift(
  { spec, name, raw }: DeployConfigObject,
  { to, config }: Wanted,
): string | undefined {
  const says = desiredOfSpec(spec);
  const isSamePlace = sameRepository(spec.repository, config.repository) && spec.path === config.path;
  if (isSameDesired(says, to) && (isSamePlace || to.kind === "virtual")) return undefined;
  const editors = managersOf(raw)
    .filter(({ name, subresource }) => name !== FIELD_MANAGER && subresource === "")
    .map(({ name }) => name);
  const who = editors.length === 0 ? "" : ` (${[...new Set(editors)].join(", ")})`;
  const what = isSameDesired(says, to) ? `${spec.path} of ${spec.repository}` : desiredText(says);
  return `${CONFIG_KIND}/${name} says ${what}, and the deploy server ${desiredText(to)}: somebody has edited it${who}, and nothing is applied by it; deploy again to set it back`;
}

async function undeploy(site: Site, { raw }: DeployConfigObject): Promise<Look> {
  const { leaving, strange } = await applySet(site, raw, []);
  return {
    finding:
      leaving.length === 0
        ? { kind: "undeployed" }
        : { kind: "rolling out", says: `${leaving.join(", ")} is being deleted` },
    drift: strangers(strange),
    isApplied: leaving.length === 0,
  };
}

/** Whether what was applied runs by now; GitHub is not asked. @param drift as it was found last, unless told */
async function lookOnly(
  site: Site,
  { raw, status }: DeployConfigObject,
  drift: Drift | "as on record" | "none" = "as on record",
): Promise<Look> {
  const members = await membersOf(site.objects, kindsOf(raw), site.config.setId);
  const finding = await readiness(site, members.filter(isAppliedBy));
  if (drift === "none") return { finding, isApplied: true };
  return { finding, drift: drift === "as on record" ? driftOnRecord(status) : drift, isApplied: true };
}

function driftOnRecord({ conditions }: DeployConfigStatus): Drift | undefined {
  const drifted = conditions.find(({ type }) => type === "Drifted");
  return drifted?.status === "True" ? { reason: "ObjectsChanged", says: drifted.message } : undefined;
}

/** Compares what was applied with the specs again, and sets it back where the config says so. */
async function compare(site: Site, object: DeployConfigObject, wanted: Wanted): Promise<Look> {
  const specs = await readSpecs(site.specs, wanted, site.objects.namespace);
  const mends = specs.config.drift === "mend";
  let rehearsed: readonly Rehearsed[];
  try {
    rehearsed = await rehearse(site.objects, specs.objects, { setId: site.config.setId, mends });
  } catch (error) {
    if (!(error instanceof ApplyRefusal)) throw error;
    // It was applied, so that whoever is in the way has changed it since.
    return lookOnly(site, object, { reason: "ObjectsChanged", says: error.message });
  }
  const changed = driftOf(rehearsed);
  if (changed === undefined) return await lookOnly(site, object, "none");
  if (mends) return await applyAll(site, object, rehearsed);
  const says = `${changed}: deploy again to set it back, or say drift: mend in ${wanted.config.path}`;
  return lookOnly(site, object, { reason: "ObjectsChanged", says });
}

async function apply(site: Site, object: DeployConfigObject, wanted: Wanted): Promise<Look> {
  const specs = await readSpecs(site.specs, wanted, site.objects.namespace);
  const options = { setId: site.config.setId, mends: mendsHands(specs, wanted) };
  return applyAll(site, object, await rehearse(site.objects, specs.objects, options));
}

async function applyAll(
  site: Site,
  { raw }: DeployConfigObject,
  rehearsed: readonly Rehearsed[],
): Promise<Look> {
  const { objects, strange } = await applySet(site, raw, rehearsed);
  return { finding: await readiness(site, objects), drift: strangers(strange), isApplied: true };
}

function strangers(strange: readonly string[]): Drift | undefined {
  if (strange.length === 0) return undefined;
  const says = `${strange.join(", ")} carries the label of this set, and was not applied by the deploy server: it stays as it is`;
  return { reason: "ObjectsChanged", says };
}

async function readiness(site: Site, objects: readonly ApiObject[]): Promise<Finding> {
  const all = readinessOfAll(objects);
  if (all.kind === "ready") return { kind: "ready", says: `${objects.length} objects are as they should be` };
  const waiting = objects.find((one) => readinessOf(one).kind === all.kind);
  const trouble = waiting === undefined ? undefined : podTrouble(await podsOf(site.objects, waiting));
  const says = trouble === undefined ? all.says : `${all.says}: ${trouble}`;
  return { kind: all.kind === "failed" ? "degraded" : "rolling out", says };
}
