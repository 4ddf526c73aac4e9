import type { GraphQLError } from "graphql";
import { sees } from "../access.ts";
import { partsOfNodeId } from "../shapes/node-id.ts";
import { graphqlError, UnknownField } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { repositorySource } from "./repository.ts";

const MOST_IDS = 100;

/**
 * The query field `nodes(ids)`, for repositories. One that is not there for this token is null, and an error beside the
 * others' data.
 * @throws UnknownField for other things
 */
export function nodesField(
  { ids }: { readonly ids: readonly string[] },
  context: QueryContext,
): readonly (Source | GraphQLError)[] {
  if (ids.length > MOST_IDS) {
    throw graphqlError(
      "ARGUMENT_LIMIT",
      `You may not provide more than ${MOST_IDS} node ids; you provided ${ids.length}.`,
    );
  }
  return ids.map((id) => nodeSource(id, context));
}

/** The query field `node(id)`; the same for one. */
export function nodeField({ id }: { readonly id: string }, context: QueryContext): Source | GraphQLError {
  return nodeSource(id, context);
}

function nodeSource(id: string, context: QueryContext): Source | GraphQLError {
  const [number] = partsOfNodeId("R", id) ?? [];
  if (number === undefined) throw new UnknownField(`Query.nodes of ${id}`);
  const repository = context.world.repositories.findById(Number(number));
  if (repository === undefined || !sees(context.grant, repository.info)) {
    return graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  }
  return repositorySource(repository, context);
}
