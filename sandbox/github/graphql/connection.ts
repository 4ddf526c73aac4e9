import { graphqlError } from "./errors.ts";
import type { Source } from "./fields.ts";

const MAX_PAGE = 100;

/** A connection's page, as `first` and `after` ask for it. */
export interface PageOf<Item> {
  /** `refs`, for messages. */
  readonly connection: string;
  /** `RefConnection` */
  readonly typename: string;
  readonly all: readonly Item[];
  readonly sourceOf: (item: Item) => Source;
}

/** @throws GraphQLError where no page is asked for, or too large a one */
export function connectionPage<Item>(
  { connection, typename, all, sourceOf }: PageOf<Item>,
  args: Readonly<Record<string, unknown>>,
): Source {
  const start = positionOf(args["after"]);
  const page = all.slice(start, start + pageSize(args["first"], connection));
  return {
    __typename: typename,
    totalCount: all.length,
    nodes: page.map((item) => sourceOf(item)),
    pageInfo: {
      __typename: "PageInfo",
      hasNextPage: start + page.length < all.length,
      hasPreviousPage: start > 0,
      endCursor: page.length === 0 ? null : cursorOf(start + page.length),
    },
  };
}

function pageSize(first: unknown, connection: string): number {
  if (typeof first !== "number") {
    throw graphqlError(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${connection}\` connection.`,
    );
  }
  if (first <= MAX_PAGE) return first;
  throw graphqlError(
    "ARGUMENT_LIMIT",
    `Requesting ${first} records on the \`${connection}\` connection exceeds the \`first\` limit of ${MAX_PAGE} records.`,
  );
}

const cursorOf = (position: number): string => Buffer.from(`cursor ${position}`).toString("base64");

const positionOf = (cursor: unknown): number =>
  typeof cursor === "string"
    ? Number(Buffer.from(cursor, "base64").toString("utf8").replace("cursor ", ""))
    : 0;
