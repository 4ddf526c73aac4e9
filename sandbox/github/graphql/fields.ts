import type { GraphQLFieldResolver, GraphQLTypeResolver } from "graphql";
import { fieldsIn, textAt } from "../../narrow.ts";
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

const isField = (value: unknown): value is Field => typeof value === "function";

/** An object of GitHub's schema: `__typename` and the fields that the sandbox can answer. */
export type Source = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** Takes a field from its source; a missing one is an error that names it, never null. */
export const resolveField: GraphQLFieldResolver<unknown, QueryContext> = (source, args, context, info) => {
  const fields = fieldsIn(source);
  if (!Object.hasOwn(fields, info.fieldName)) {
    throw new UnknownField(`${info.parentType.name}.${info.fieldName}`);
  }
  const field = fields[info.fieldName];
  return isField(field) ? field(args, context) : field;
};

export const resolveType: GraphQLTypeResolver<unknown, QueryContext> = (source) =>
  textAt(source, "__typename");
