import { isFields } from "../../narrow.ts";
import { announceDeployment } from "../deployment-event.ts";
import { notFound, unprocessable, validationFailed, type Refusal } from "../errors.ts";
import type { Deployment } from "../model.ts";
import { deploymentShape } from "../shapes/deployment.ts";
import { actorOf, grantOf } from "./actor.ts";
import { autoMerge } from "./auto-merge.ts";
import { booleanField, fieldsOf, nullableStringField, stringField, stringsField, wrongType } from "./body.ts";
import { paginate } from "./pagination.ts";
import { checkContexts } from "./required-contexts.ts";
import type { RestRequest, RestRoute } from "./route.ts";
import { checksOf } from "./validation.ts";

const writing = { name: "deployments", level: "write" } as const;
const reading = { name: "deployments", level: "read" } as const;
const MAX_DESCRIPTION = 140;
/** "Environment names … may not exceed 255 characters": GitHub's documentation of environments. */
export const MAX_ENVIRONMENT = 255;
const checks = checksOf("Deployment");
const FIELDS = [
  ..."ref task auto_merge required_contexts payload environment description".split(" "),
  ..."transient_environment production_environment".split(" "),
];

export const createDeployment: RestRoute = {
  operation: "repos/create-deployment",
  permission: writing,
  query: [],
  async answer(request) {
    const { world, repository } = request;
    const wanted = parseDeployment(request.body);
    const { ref, requiredContexts } = wanted;
    const sha = await repository.git.refs.commitOf(ref);
    if (sha === undefined) throw unprocessable(`No ref found for: ${ref}`);
    const merged = wanted.autoMerge ? await autoMerge(request, ref, sha) : undefined;
    if (merged !== undefined) return merged;
    checkContexts(world.statuses.latest(repository.info.id, sha), requiredContexts, ref);
    const creator = actorOf(request);
    const deployment = world.deployments.create(repository.info.id, { ...wanted.deployment, sha, creator });
    await announceDeployment(world, repository, deployment, grantOf(request));
    return { status: 201, body: deploymentShape(world, repository, deployment) };
  },
};

interface WantedDeployment {
  readonly ref: string;
  readonly autoMerge: boolean;
  /** Undefined: every submitted context. */
  readonly requiredContexts: readonly string[] | undefined;
  readonly deployment: Omit<
    Deployment,
    "id" | "sha" | "creator" | "originalEnvironment" | "createdAt" | "updatedAt" | "statuses"
  >;
}

function parseDeployment(body: unknown): WantedDeployment {
  const fields = fieldsOf(body, FIELDS, ["ref"]);
  const ref = stringField(fields, "ref") ?? "";
  const environment = stringField(fields, "environment") ?? "production";
  const description = nullableStringField(fields, "description");
  const payload = fields["payload"] ?? {};
  if (!isFields(payload) && typeof payload !== "string") {
    throw wrongType("properties/payload", payload, "an object");
  }
  const complaints = [
    ...checks.atMost("environment", environment, MAX_ENVIRONMENT),
    ...checks.atMost("description", description, MAX_DESCRIPTION),
  ];
  if (complaints.length > 0) throw validationFailed(complaints);
  return {
    ref,
    autoMerge: booleanField(fields, "auto_merge") ?? true,
    requiredContexts: stringsField(fields, "required_contexts"),
    deployment: {
      ref,
      environment,
      description,
      payload,
      task: stringField(fields, "task") ?? "deploy",
      transient: booleanField(fields, "transient_environment") ?? false,
      production: booleanField(fields, "production_environment") ?? environment === "production",
    },
  };
}

export const listDeployments: RestRoute = {
  operation: "repos/list-deployments",
  permission: reading,
  query: ["sha", "ref", "task", "environment", "per_page", "page"],
  answer({ world, repository, query, url }) {
    const fits = (name: string, value: string): boolean => [null, "none", value].includes(query.get(name));
    const fitting = world.deployments
      .list(repository.info.id)
      .filter(
        ({ sha, ref, task, environment }) =>
          fits("sha", sha) && fits("ref", ref) && fits("task", task) && fits("environment", environment),
      );
    const page = paginate(fitting, url);
    const body = page.items.map((deployment) => deploymentShape(world, repository, deployment));
    return { status: 200, headers: page.headers, body };
  },
};

export const getDeployment: RestRoute = {
  operation: "repos/get-deployment",
  permission: reading,
  query: [],
  answer: (request) => ({
    status: 200,
    body: deploymentShape(request.world, request.repository, deploymentOf(request)),
  }),
};

export const deleteDeployment: RestRoute = {
  operation: "repos/delete-deployment",
  permission: writing,
  query: [],
  answer(request) {
    const { world, repository } = request;
    const { id, environment, statuses } = deploymentOf(request);
    const others = world.deployments
      .list(repository.info.id)
      .filter((other) => other.id !== id && other.environment === environment);
    if (statuses[0]?.state === "success" && others.length > 0) throw stillActive();
    world.deployments.delete(repository.info.id, id);
    return { status: 204 };
  },
};

const stillActive = (): Refusal =>
  unprocessable(
    "We cannot delete an active deployment unless it is the only deployment in a given environment.",
  );

/** @throws Refusal 404 for a deployment that is not one of this repository */
export function deploymentOf({ world, repository, params }: RestRequest): Deployment {
  const deployment = world.deployments.find(repository.info.id, Number(params["deployment_id"]));
  if (deployment === undefined) throw notFound();
  return deployment;
}
