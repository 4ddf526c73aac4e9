import { wordIn } from "../../narrow.ts";
import { may, notAccessible } from "../access.ts";
import { addDeploymentStatus } from "../deployment-status.ts";
import { DEPLOYMENT_STATES } from "../model-reports.ts";
import type { Deployment } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { partsOfNodeId } from "../shapes/node-id.ts";
import { deploymentStatusSource } from "./deployments.ts";
import { graphqlError, UnknownField } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { findRepository } from "./repository.ts";

/** CreateDeploymentStatusInput, as the schema has it, with its defaults filled in. */
interface Input {
  readonly deploymentId: string;
  readonly state: string;
  readonly description: string;
  readonly environment?: string | null;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly autoInactive: boolean;
  readonly clientMutationId?: string | null;
}

/** "Maximum length of 140 characters": the schema. */
const MAX_DESCRIPTION = 140;

/** The mutation `createDeploymentStatus`. */
export async function createDeploymentStatus(
  { input }: { readonly input: Input },
  context: QueryContext,
): Promise<Source> {
  const { repository, deployment } = findDeployment(input.deploymentId, context);
  if (!may(context.grant, repository.info, { name: "deployments", level: "write" })) {
    throw graphqlError("FORBIDDEN", notAccessible(context.grant));
  }
  const state = wordIn(DEPLOYMENT_STATES, input.state.toLowerCase());
  if (state === undefined) throw new UnknownField(`the state ${input.state} (createDeploymentStatus)`);
  if ([...input.description].length > MAX_DESCRIPTION) {
    throw graphqlError("UNPROCESSABLE", `Description is too long (maximum is ${MAX_DESCRIPTION} characters)`);
  }
  const { description, environmentUrl, logUrl, autoInactive } = input;
  const wanted = {
    state,
    description,
    environment: input.environment ?? deployment.environment,
    environmentUrl,
    logUrl,
    autoInactive,
  };
  const status = await addDeploymentStatus(context.world, repository, deployment.id, wanted, context.grant);
  return {
    __typename: "CreateDeploymentStatusPayload",
    clientMutationId: input.clientMutationId ?? null,
    deploymentStatus: deploymentStatusSource(status),
  };
}

/** @throws GraphQLError NOT_FOUND, also for a deployment of a repository that this token does not see */
function findDeployment(
  nodeId: string,
  context: QueryContext,
): { readonly repository: StoredRepository; readonly deployment: Deployment } {
  const { deployments, repositories } = context.world;
  const [id = ""] = partsOfNodeId("DE", nodeId) ?? [];
  const owner = deployments.repositoryOf(Number(id));
  const deployment = owner === undefined ? undefined : deployments.find(owner, Number(id));
  const stored = owner === undefined ? undefined : repositories.findById(owner);
  if (deployment === undefined || stored === undefined) {
    throw graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${nodeId}'`);
  }
  return { repository: findRepository(context, stored.info.fullName), deployment };
}
