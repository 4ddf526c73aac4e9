import type { Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { step } from "../../../../lib/store/step.ts";
import type { CommitStanding, Observation, SyncAsk } from "../engine.ts";
import type { KubernetesClient } from "../kubernetes/client.ts";
import { findState, referenceText, withTakers } from "./cluster.ts";
import { judge, judgeRemoval, saysVersion } from "./judge.ts";
import { find, type Reference } from "./objects.ts";
import type { FluxState, WantedVersion } from "./state.ts";
import { troubleOf } from "./trouble.ts";

/** What has become of a request, by one reading of all objects; with the pod that does not start, where one does not. */
export async function observeOnce(
  client: KubernetesClient,
  target: Reference,
  ask: SyncAsk,
): Promise<Observation> {
  const { id, commit, wanted, prunes } = ask;
  const state = await findState(client, target);
  if (state === undefined) {
    return wanted.to.kind === "virtual"
      ? { kind: "healthy", says: `${referenceText(target)} is gone` }
      : { kind: "progressing", says: absentText(client, target) };
  }
  if (wanted.to.kind === "virtual" && prunes) return judgeRemoval(state, commit);
  const later = await laterStanding(state, ask);
  const asked = { id, commit, later, ...wantedVersion(wanted) };
  const fetched = judge(state, asked);
  const isFetched = fetched.kind === "healthy";
  const verdict = isFetched ? judge(await withTakers(client, target, state), asked) : fetched;
  const { release } = state;
  const isTroubled = verdict.kind === "failed" || verdict.kind === "reverted" || isUpgrading(state);
  const trouble = release && isTroubled ? await troubleOf(client, release) : undefined;
  return trouble === undefined ? verdict : { ...verdict, says: `${verdict.says}; ${trouble}` };
}

export function absentText({ cluster }: KubernetesClient, target: Reference): string {
  return `${cluster} has no ${referenceText(target)} yet: Flux makes it when it next applies its file`;
}

/** How the commit that Flux has applied instead of ours stands to it; of charts only where the cluster says another version. */
async function laterStanding(
  state: FluxState,
  { id, commit, wanted, standingOf }: SyncAsk,
): Promise<CommitStanding | undefined> {
  const { kustomization, repository } = state;
  const applied = kustomization?.applied;
  const isSettled = kustomization?.handled === id && repository?.handled === id;
  if (!isSettled || applied === undefined || applied === commit || applied !== repository.revision) {
    return undefined;
  }
  const said = wantedVersion(wanted);
  const isSaid = said.version !== undefined && saysVersion(state, said);
  return isSaid ? undefined : await step("flux.read git", () => standingOf(applied));
}

function wantedVersion({ to }: Wanted): Pick<WantedVersion, "version" | "digest"> {
  return { version: to.chart?.version, digest: to.chart?.digest };
}

/** Whether Helm is at it, or has failed. */
function isUpgrading({ release }: FluxState): boolean {
  return find(release, "Released", "False") !== undefined || find(release, "Ready", "Unknown") !== undefined;
}
