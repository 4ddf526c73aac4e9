import { buildSchema, GraphQLError, isScalarType, type GraphQLSchema } from "graphql";

let built: Promise<GraphQLSchema> | undefined;

/**
 * GitHub's own public schema (npm `@octokit/graphql-schema`), built at the first query: it takes about 0.4 s and
 * 100 MB, once per process.
 */
export function githubSchema(): Promise<GraphQLSchema> {
  built ??= build();
  return built;
}

async function build(): Promise<GraphQLSchema> {
  const { schema: source } = await import("@octokit/graphql-schema");
  const schema = buildSchema(source.idl, { assumeValidSDL: true });
  for (const [name, isValid] of Object.entries(SCALARS)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) throw new Error(`GitHub's schema has no scalar ${name}`);
    type.parseValue = (value) => parseScalar(name, isValid, value);
  }
  return schema;
}

/** Scalars that the schema only names; without a check graphql-js would take any value for them. */
const SCALARS: Readonly<Record<string, (text: string) => boolean>> = {
  // Line breaks are allowed in base64, and checked without them.
  Base64String: (text) => isBase64(text.replaceAll(/\r?\n/g, "")),
  GitObjectID: (text) => /^[0-9a-f]{40}$/.test(text),
  GitTimestamp: (text) => /^\d{4}-\d{2}-\d{2}T/.test(text),
  DateTime: (text) => /^\d{4}-\d{2}-\d{2}T/.test(text),
};

/** Padded or not. Searches for forbidden characters: a pattern for the whole text would fail on megabytes. */
function isBase64(text: string): boolean {
  const digits = text.replace(/={1,2}$/, "");
  const isPadded = digits.length < text.length;
  return !/[^A-Za-z0-9+/]/.test(digits) && digits.length % 4 !== 1 && (!isPadded || text.length % 4 === 0);
}

function parseScalar(name: string, isValid: (text: string) => boolean, value: unknown): string {
  if (typeof value === "string" && isValid(value)) return value;
  throw new GraphQLError(`Could not coerce value ${JSON.stringify(value)?.slice(0, 80)} to ${name}`);
}
