import { GraphQLError, type GraphQLSchema, buildSchema, isScalarType } from "graphql";

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
  const { schema: source } = await import("@octokit/graphql-schema");
  const schema = buildSchema(source.idl, { assumeValidSDL: true });
  for (const [name, form] of Object.entries(SCALARS)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) throw new Error(`GitHub's schema has no scalar ${name}`);
    type.parseValue = (value) => parseScalar(name, form, value);
  }
  return schema;
}

/** Scalars that the schema only names; without a form graphql-js would take any value for them. */
const SCALARS: Readonly<Record<string, RegExp>> = {
  Base64String: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/,
  GitObjectID: /^[0-9a-f]{40}$/,
  GitTimestamp: /^\d{4}-\d{2}-\d{2}T/,
  DateTime: /^\d{4}-\d{2}-\d{2}T/,
};

function parseScalar(name: string, form: RegExp, value: unknown): string {
  // Line breaks are allowed in base64, and checked without them.
  if (typeof value === "string" && form.test(value.replaceAll(/\r?\n/g, ""))) return value;
  throw new GraphQLError(`Could not coerce value ${JSON.stringify(value)?.slice(0, 80)} to ${name}`);
}
