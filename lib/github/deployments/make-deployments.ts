import type { Client } from "../client.ts";
import { persist, type Patience } from "../persist.ts";
import { deployCommit } from "./deploy-commit.ts";
import type { DeploymentAccess } from "./deployment.ts";
import { listDeployments, type ListedDeployment } from "./list-deployments.ts";
import { meantBy, type Verdict } from "./verdict.ts";

/** The deployments that were made, as they are to be told, and for each verdict of one that was not why. */
export interface Made {
  readonly listed: readonly ListedDeployment[];
  readonly refused: ReadonlyMap<Verdict, string>;
  /** Made a second time, by another run at the same time: the older one counts. */
  readonly twins: readonly string[];
}

/**
 * Makes the deployments that verdicts miss: one request for each, and one to see that nobody else has made them
 * meanwhile. One that cannot be made keeps no other from it.
 */
export async function makeDeployments(
  client: Client,
  access: DeploymentAccess,
  verdicts: readonly Verdict[],
  patience: Patience,
): Promise<Made> {
  const made: (ListedDeployment & Pick<Verdict, "sha" | "creationId">)[] = [];
  const refused = new Map<Verdict, string>();
  for (const verdict of verdicts) {
    const { environment, sha, creationId, description } = verdict;
    try {
      const request = { ...access, environment, sha, creationId, description };
      const { nodeId } = await deployCommit(client, request, patience);
      made.push({ id: nodeId, environment, commitOid: sha, sha, state: "PENDING", creationId });
    } catch (error) {
      refused.set(verdict, error instanceof Error ? error.message : String(error));
    }
  }
  if (made.length === 0) return { listed: [], refused, twins: [] };
  const environments = [...new Set(made.map(({ environment }) => environment))];
  const listed = await persist(() => listDeployments(client, access, environments), patience);
  // A read may not show yet what was made just now.
  const all = [...made.filter(({ id }) => !listed.some((one) => one.id === id)), ...listed];
  const twins = made.filter((own) => meantBy(own, all)?.id !== own.id);
  return { listed: all, refused, twins: twins.map(({ id }) => id) };
}
