import type { Deployment, DeploymentStatus } from "./model.ts";

export type NewDeployment = Pick<
  Deployment,
  "sha" | "ref" | "task" | "payload" | "environment" | "description" | "creator" | "transient" | "production"
>;

export type NewDeploymentStatus = Omit<DeploymentStatus, "id" | "createdAt">;

/** The deployments of all repositories, kept in memory. */
export class Deployments {
  readonly #clock: () => Date;
  readonly #lists = new Map<number, Deployment[]>();
  #lastId = 4_000_000_000;
  #lastStatusId = 12_000_000_000;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Newest first. */
  list(repositoryId: number): readonly Deployment[] {
    return this.#of(repositoryId).toReversed();
  }

  find(repositoryId: number, id: number): Deployment | undefined {
    return this.#of(repositoryId).find((deployment) => deployment.id === id);
  }

  /** The id of the repository that has the deployment. */
  repositoryOf(id: number): number | undefined {
    return [...this.#lists.keys()].find((repositoryId) => this.find(repositoryId, id) !== undefined);
  }

  create(repositoryId: number, deployment: NewDeployment): Deployment {
    const now = this.#clock();
    const created: Deployment = {
      ...deployment,
      id: ++this.#lastId,
      originalEnvironment: deployment.environment,
      createdAt: now,
      updatedAt: now,
      statuses: [],
    };
    this.#of(repositoryId).push(created);
    return created;
  }

  delete(repositoryId: number, id: number): void {
    const rest = this.#of(repositoryId).filter((deployment) => deployment.id !== id);
    this.#lists.set(repositoryId, rest);
  }

  addStatus(repositoryId: number, id: number, status: NewDeploymentStatus): DeploymentStatus {
    const deployment = this.find(repositoryId, id);
    if (deployment === undefined) throw new Error(`there is no deployment ${id}`);
    const now = this.#clock();
    const added = { ...status, id: ++this.#lastStatusId, createdAt: now };
    this.#replace(repositoryId, {
      ...deployment,
      environment: status.environment,
      updatedAt: now,
      statuses: [added, ...deployment.statuses],
    });
    return added;
  }

  /**
   * Adds an inactive status to what a successful deployment replaces: the earlier deployments of its environment
   * that are successful and neither transient nor production.
   */
  inactivateBefore(repositoryId: number, { id, environment, creator }: Deployment): void {
    const replaced = this.#of(repositoryId).filter(
      (earlier) =>
        earlier.id < id &&
        earlier.environment === environment &&
        !earlier.transient &&
        !earlier.production &&
        earlier.statuses[0]?.state === "success",
    );
    for (const { id: earlier, statuses } of replaced) {
      const [last] = statuses;
      this.addStatus(repositoryId, earlier, {
        state: "inactive",
        description: "",
        environment,
        environmentUrl: last?.environmentUrl ?? "",
        logUrl: last?.logUrl ?? "",
        creator,
      });
    }
  }

  #of(repositoryId: number): Deployment[] {
    const known = this.#lists.get(repositoryId);
    if (known !== undefined) return known;
    const list: Deployment[] = [];
    this.#lists.set(repositoryId, list);
    return list;
  }

  #replace(repositoryId: number, changed: Deployment): void {
    const list = this.#of(repositoryId);
    const at = list.findIndex(({ id }) => id === changed.id);
    list[at] = changed;
  }
}
