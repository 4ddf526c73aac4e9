import { type GraphQLSchema, buildSchema } from "graphql";

let built: Promise<GraphQLSchema> | undefined;

/**
 * GitHub's own public schema (npm `@octokit/graphql-schema`), built at the first query: it takes about 0.4 s and
 * 100 MB, once a process.
 */
export function githubSchema(): Promise<GraphQLSchema> {
  built ??= build();
  return built;
}

async function build(): Promise<GraphQLSchema> {
  const { schema } = await import("@octokit/graphql-schema");
  return buildSchema(schema.idl, { assumeValidSDL: true });
}
