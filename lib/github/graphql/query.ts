import type { Client } from "../client.ts";
import type { Reader } from "./reader.ts";

/** A query or mutation with the reader of its answer. */
export interface Question<Value> {
  readonly query: string;
  readonly read: Reader<never, Value>;
}

export interface Variables {
  readonly [name: string]: unknown;
}

/**
 * Sends a query once and reads its answer.
 * @throws LostAnswer if the answer does not fit the query, or what Octokit throws
 */
export async function ask<Value>(
  { graphql }: Client,
  { query, read }: Question<Value>,
  variables: Variables,
): Promise<Value> {
  const answer: unknown = await graphql(query, { ...variables });
  return read(answer);
}
