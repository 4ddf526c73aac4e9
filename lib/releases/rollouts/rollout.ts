/** A deployed revision of the release repository, with its statuses. */
export interface DeployedRevision {
  /** 40 hex. */
  readonly revision: string;
  /** Newest first. */
  readonly statuses: readonly RolloutStatus[];
}

interface RolloutStatus {
  readonly id: string;
  /** `success`, `failure` and so on, as GitHub names them. */
  readonly state: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The rollout that is reported. */
export interface Rollout {
  /** 40 hex. */
  readonly revision: string;
  /** The status that reports it; absent if a person does. */
  readonly statusId?: string | undefined;
}

/**
 * The revision that ran before a rollout: the last one with a success before it. If a person reports the rollout, it
 * counts from its own first success, so that it can be reported again.
 * @param deployed newest first
 * @returns undefined if none is known
 */
export function ranBefore(
  deployed: readonly DeployedRevision[],
  { revision, statusId }: Rollout,
): string | undefined {
  const said = saidOf(deployed);
  const own = said.findIndex((status) =>
    statusId === undefined ? status.revision === revision && isSuccess(status) : status.id === statusId,
  );
  return said.slice(0, own < 0 ? undefined : own).findLast(isSuccess)?.revision;
}

/** The revision that runs: the last one with a success. @param deployed newest first */
export function runsNow(deployed: readonly DeployedRevision[]): string | undefined {
  return saidOf(deployed).findLast(isSuccess)?.revision;
}

/** All statuses, the oldest first. */
function saidOf(
  deployed: readonly DeployedRevision[],
): readonly (RolloutStatus & { readonly revision: string })[] {
  return (
    deployed
      .flatMap(({ revision, statuses }) => statuses.map((status) => ({ ...status, revision })))
      .toReversed()
      // The sort is stable: within one second, the statuses of the later deployment come later.
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  );
}

function isSuccess({ state }: RolloutStatus): boolean {
  return state.toLowerCase() === "success";
}
