import type { GraphQLFieldResolver, GraphQLTypeResolver } from "graphql";
import type { TokenGrant } from "../model.ts";
import type { World } from "../world.ts";
import { UnknownField } from "./errors.ts";

/** What every resolver of one request gets. */
export interface QueryContext {
  readonly world: World;
  readonly token: string;
  readonly grant: TokenGrant;
  /** Reads show refs as they were then; undefined is now. */
  readonly asOf: Date | undefined;
}

/** A field of a source: a value, or a function of the arguments. */
export type Field = (args: Readonly<Record<string, unknown>>, context: QueryContext) => unknown;

/** An object of GitHub's schema: `__typename` and the fields that the sandbox can answer. */
export type Source = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** Takes a field from its source; a missing one is an error that names it, never null. */
export const resolveField: GraphQLFieldResolver<unknown, QueryContext> = (source, args, context, info) => {
  const fields = source as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(fields, info.fieldName)) {
    throw new UnknownField(`${info.parentType.name}.${info.fieldName}`);
  }
  const field = fields[info.fieldName];
  return typeof field === "function" ? (field as Field)(args, context) : field;
};

export const resolveType: GraphQLTypeResolver<unknown, QueryContext> = (source) =>
  // oxlint-disable-next-line no-underscore-dangle -- GraphQL's own name
  (source as Source).__typename;
