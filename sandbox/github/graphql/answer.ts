import { execute, GraphQLError, validate, type DocumentNode, type ExecutionResult } from "graphql";
import type { ApiResponse } from "../../http/answer.ts";
import { unknownToSandbox } from "../errors.ts";
import { timestamp } from "../shapes/time.ts";
import { createCommitOnBranch } from "./create-commit-on-branch.ts";
import { createDeploymentStatus } from "./create-deployment-status.ts";
import { UnknownField } from "./errors.ts";
import { resolveField, resolveType, type QueryContext, type Source } from "./fields.ts";
import { nodeField, nodesField } from "./nodes.ts";
import { repositoryField } from "./repository.ts";
import { githubSchema } from "./schema.ts";
import { userSource } from "./user.ts";
import { resourceField } from "./workflow-run.ts";

/** A GraphQL request that has been parsed. */
export interface ParsedQuery {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The fields of Query and Mutation that the sandbox serves. */
const root = {
  repository: repositoryField,
  resource: resourceField,
  node: nodeField,
  nodes: nodesField,
  viewer: (_args: object, context: QueryContext): Source => userSource(context.world, context.grant.actor),
  rateLimit: (_args: object, context: QueryContext): Source => rateLimitSource(context),
  createCommitOnBranch,
  createDeploymentStatus,
};

/** The errors of queries seen before: checking one against GitHub's schema takes longer than the rest. */
const complaints = new WeakMap<DocumentNode, readonly GraphQLError[]>();

/**
 * Answers a query as GitHub does: 200 even with errors, which are next to `data`.
 * Validation messages are graphql-js's; GitHub's own server words them differently.
 */
export async function answerQuery(query: ParsedQuery, context: QueryContext): Promise<ApiResponse> {
  const schema = await githubSchema();
  const invalid = complaints.get(query.document) ?? validate(schema, query.document);
  complaints.set(query.document, invalid);
  if (invalid.length > 0) return { status: 200, body: { errors: invalid.map(errorShape) } };
  const result = await execute({
    schema,
    document: query.document,
    rootValue: root,
    contextValue: context,
    variableValues: query.variables,
    operationName: query.operationName,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  return answerOf(result);
}

function answerOf(result: ExecutionResult): ApiResponse {
  const errors = result.errors ?? [];
  for (const { originalError } of errors) {
    if (originalError instanceof UnknownField) {
      throw unknownToSandbox(originalError.message.replace("sandbox does not know ", ""));
    }
    if (originalError !== undefined && !(originalError instanceof GraphQLError)) throw originalError;
  }
  const failed = errors.length === 0 ? {} : { errors: errors.map(errorShape) };
  return { status: 200, body: { ...("data" in result ? { data: result.data } : {}), ...failed } };
}

/** GitHub puts `type` next to the message, and each location as line and column. */
function errorShape(error: GraphQLError): Record<string, unknown> {
  const { type } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(error.path === undefined ? {} : { path: error.path }),
    locations: error.locations ?? [],
    message: error.message,
  };
}

function rateLimitSource({ world, token, grant }: QueryContext): Source {
  const { limit, used, remaining, reset } = world.limits.budget({ token, grant }, "graphql");
  return {
    __typename: "RateLimit",
    cost: 1,
    nodeCount: 0,
    limit,
    used,
    remaining,
    resetAt: timestamp(new Date(reset * 1000)),
  };
}
