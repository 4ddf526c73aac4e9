/** A revision of the release repository that was deployed, and what was said of it. */
export interface DeployedRevision {
  /** 40 hex. */
  readonly revision: string;
  /** Newest first. */
  readonly statuses: readonly RolloutStatus[];
}

interface RolloutStatus {
  readonly id: string;
  /** `success`, `failure`, …, in GitHub's words. */
  readonly state: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The rollout that is told of. */
export interface Rollout {
  /** 40 hex. */
  readonly revision: string;
  /** The status that tells of it; absent when a person does. */
  readonly statusId?: string | undefined;
}

/**
 * The revision that ran until a rollout: the last one that was a success before it. Told by a person, the rollout
 * counts from its own first success, so that it may be told again.
 * @param deployed newest first
 * @returns undefined when none is known
 */
export function ranBefore(
  deployed: readonly DeployedRevision[],
  { revision, statusId }: Rollout,
): string | undefined {
  const said = deployed
    .flatMap(({ revision, statuses }) => statuses.map((status) => ({ ...status, revision })))
    .toReversed()
    // Stable: of those of one second, the later deployment's are the later ones.
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const own = said.findIndex((status) =>
    statusId === undefined ? status.revision === revision && isSuccess(status) : status.id === statusId,
  );
  return said.slice(0, own < 0 ? undefined : own).findLast(isSuccess)?.revision;
}

function isSuccess({ state }: RolloutStatus): boolean {
  return state.toLowerCase() === "success";
}
