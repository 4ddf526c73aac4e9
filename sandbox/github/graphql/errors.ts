import { GraphQLError } from "graphql";
import { unknownText } from "../../http/unknown.ts";

/** GitHub puts the kind of an error next to its message: `{ "type": "NOT_FOUND", "path": …, "message": … }`. */
export type ErrorType =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "STALE_DATA"
  | "UNPROCESSABLE"
  | "ARGUMENT_LIMIT"
  | "MISSING_PAGINATION_BOUNDARIES";

export const graphqlError = (type: ErrorType, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

export const repositoryNotFound = (fullName: string): GraphQLError =>
  graphqlError("NOT_FOUND", `Could not resolve to a Repository with the name '${fullName}'.`);

/** A part of GitHub's schema that the sandbox has no answer for: it refuses the whole request. */
export class UnknownField extends Error {
  constructor(what: string) {
    super(unknownText(what));
    this.name = "UnknownField";
  }
}

/** @throws UnknownField for an argument that the field's resolver ignores */
export function onlyArguments(field: string, args: object, known: readonly string[]): void {
  const other = Object.entries(args).find(([name, value]) => value !== null && !known.includes(name));
  if (other !== undefined) throw new UnknownField(`the argument "${other[0]}" of ${field}`);
}
