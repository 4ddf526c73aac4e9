import { fieldsIn, listAt } from "../../narrow.ts";
import { may, notAccessible } from "../access.ts";
import type { Deployment, DeploymentStatus } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { connectionPage } from "./connection.ts";
import { graphqlError, onlyArguments, UnknownField } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";

/** `Repository.deployments`, in the only order that is simulated: newest first. */
export function deploymentsField(
  { info }: StoredRepository,
  args: Readonly<Record<string, unknown>>,
  { world, grant }: QueryContext,
): Source {
  onlyArguments("Repository.deployments", args, ["environments", "first", "after", "orderBy"]);
  if (!may(grant, info, { name: "deployments", level: "read" })) {
    throw graphqlError("FORBIDDEN", notAccessible(grant));
  }
  if (!isNewestFirst(args["orderBy"])) throw new UnknownField("another order of Repository.deployments");
  const environments = args["environments"] ?? undefined;
  const all = world.deployments
    .list(info.id)
    .filter(
      ({ environment }) => environments === undefined || listAt(args, "environments").includes(environment),
    );
  return connectionPage(
    { connection: "deployments", typename: "DeploymentConnection", all, sourceOf: deploymentSource },
    args,
  );
}

/** No `databaseId`: the schema says Int, and deployments' ids are longer than its 32 bits. */
function deploymentSource(deployment: Deployment): Source {
  const { id, sha, environment, originalEnvironment, task, description, createdAt, updatedAt } = deployment;
  const { payload, statuses } = deployment;
  const [latest] = deployment.statuses;
  return {
    __typename: "Deployment",
    id: nodeId("DE", id),
    commitOid: sha,
    environment,
    latestEnvironment: environment,
    originalEnvironment,
    task,
    description,
    createdAt: timestamp(createdAt),
    updatedAt: timestamp(updatedAt),
    state: stateOf(deployment),
    payload: JSON.stringify(payload),
    statuses: (args: Readonly<Record<string, unknown>>) => statusesSource(statuses, args),
    latestStatus: latest === undefined ? null : deploymentStatusSource(latest),
  };
}

/** `Deployment.statuses`, newest first. */
function statusesSource(all: readonly DeploymentStatus[], args: Readonly<Record<string, unknown>>): Source {
  onlyArguments("Deployment.statuses", args, ["first"]);
  return connectionPage(
    { connection: "statuses", typename: "DeploymentStatusConnection", all, sourceOf: deploymentStatusSource },
    args,
  );
}

export function deploymentStatusSource({
  id,
  state,
  description,
  environment,
  environmentUrl,
  logUrl,
  createdAt,
}: DeploymentStatus): Source {
  return {
    __typename: "DeploymentStatus",
    id: nodeId("DES", id),
    state: state.toUpperCase(),
    description,
    environment,
    environmentUrl,
    logUrl,
    createdAt: timestamp(createdAt),
    updatedAt: timestamp(createdAt),
  };
}

/** DeploymentState by the schema's words: "currently active", "an inactive transient deployment". */
function stateOf({ statuses, transient }: Deployment): string {
  const state = statuses[0]?.state ?? "pending";
  if (state === "success") return "ACTIVE";
  if (state === "inactive" && transient) return "DESTROYED";
  return state.toUpperCase();
}

function isNewestFirst(order: unknown): boolean {
  const { field, direction } = fieldsIn(order);
  return field === "CREATED_AT" && direction === "DESC";
}
