import { GraphqlResponseError } from "@octokit/graphql";
import type { Repository } from "@octokit/graphql-schema";
import type { Client } from "../client.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, integer, nullable, numbered, type Reader } from "../graphql/reader.ts";
import { fullName, nameKey, type RepositoryName } from "../repository.ts";

/** How many repositories are asked for in one request. */
const AT_ONCE = 100;

/** What is not there for a token is an error beside its null. */
const ABSENT = new Set(["NOT_FOUND", "FORBIDDEN"]);

/**
 * Which of these repositories the handle's token can see: a request for each hundred.
 * @returns the number of each by its name's key: of a name that was another's before, it is the one that has it now
 * @throws GitHubFailure
 */
export async function readableRepositories(
  repository: GitHubRepository,
  names: readonly RepositoryName[],
): Promise<ReadonlyMap<string, number>> {
  const attempt = { doing: "read which repositories there are", permission: "metadata: read" };
  const readable = new Map<string, number>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const asked = names.slice(from, from + AT_ONCE);
    const seen = await request(repository, attempt, () => look(repository.client, asked));
    for (const [name, id] of seen) readable.set(nameKey(fullName(name)), id);
  }
  return readable;
}

async function look(
  client: Client,
  names: readonly RepositoryName[],
): Promise<readonly (readonly [RepositoryName, number])[]> {
  const read = numbered(
    "repository",
    names.length,
    nullable(fields<Repository>()({ databaseId: nullable(integer) })),
  );
  const parameters = names.map((_, at) => `$owner${at}: String!, $name${at}: String!`).join(", ");
  const asked = names.map(
    (_, at) => `repository${at}: repository(owner: $owner${at}, name: $name${at}) { databaseId }`,
  );
  const query = `query Readable(${parameters}) { ${asked.join(" ")} }`;
  const variables = Object.fromEntries(
    names.flatMap(({ owner, repo }, at) => [
      [`owner${at}`, owner],
      [`name${at}`, repo],
    ]),
  );
  const answers = await partial(() => ask(client, { query, read }, variables), read);
  return names.flatMap((name, at) => {
    const id = answers[at]?.databaseId ?? undefined;
    return id === undefined ? [] : [[name, id] as const];
  });
}

/** What was answered beside errors that only say that something is not there. */
async function partial<Value>(send: () => Promise<Value>, read: Reader<unknown, Value>): Promise<Value> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    const errors: readonly { readonly type?: string }[] = error.errors ?? [];
    const data: unknown = error.data;
    if (data === null || !errors.every(({ type = "" }) => ABSENT.has(type))) throw error;
    return read(data);
  }
}
