import { may, notAccessible, sees } from "../access.ts";
import { listRefs } from "../git/list-refs.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { commitSource } from "./commit.ts";
import { connectionPage } from "./connection.ts";
import { deploymentsField } from "./deployments.ts";
import { graphqlError, onlyArguments, repositoryNotFound } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { pullRequestsField } from "./pull-requests.ts";
import { refSource } from "./ref.ts";
import { aboutFields } from "./repository-about.ts";
import { objectSource } from "./tree.ts";

/** @throws GraphQLError NOT_FOUND when the repository is not there for this token */
export function findRepository(context: QueryContext, fullName: string): StoredRepository {
  const { repositories } = context.world;
  // `followRenames` is true unless a query says otherwise.
  const repository = repositories.find(fullName) ?? repositories.findFormer(fullName);
  if (repository === undefined || !sees(context.grant, repository.info)) throw repositoryNotFound(fullName);
  return repository;
}

/** The query field `repository(owner, name)`. */
export function repositoryField(
  args: { readonly owner: string; readonly name: string },
  context: QueryContext,
): Source {
  onlyArguments("Query.repository", args, ["owner", "name", "followRenames"]);
  const repository = findRepository(context, `${args.owner}/${args.name}`);
  return repositorySource(repository, context);
}

export function repositorySource(repository: StoredRepository, context: QueryContext): Source {
  const { info } = repository;
  const defaultRef = `refs/heads/${info.defaultBranch}`;
  return {
    __typename: "Repository",
    id: nodeId("R", info.id),
    databaseId: info.id,
    name: info.name,
    nameWithOwner: info.fullName,
    url: info.htmlUrl,
    isPrivate: info.private,
    isArchived: info.archived,
    ...aboutFields(repository, context),
    parent: () => (repository.parent === undefined ? null : repositorySource(repository.parent, context)),
    createdAt: timestamp(repository.createdAt),
    pushedAt: timestamp(repository.pushedAt),
    defaultBranchRef: () => readRef(repository, defaultRef, context),
    deployments: (args: Readonly<Record<string, unknown>>) => deploymentsField(repository, args, context),
    pullRequests: (args: Readonly<Record<string, unknown>>) => pullRequestsField(repository, args, context),
    refs: (args: Readonly<Record<string, unknown>>) => refsField(repository, args, context),
    ref: (args: { readonly qualifiedName: string }) => refField(repository, args.qualifiedName, context),
    object: (args: { readonly oid?: string; readonly expression?: string }) => {
      onlyArguments("Repository.object", args, ["oid", "expression"]);
      return objectField(repository, args.expression ?? args.oid ?? "", context);
    },
  };
}

function mayReadContents(repository: StoredRepository, context: QueryContext): void {
  if (may(context.grant, repository.info, { name: "contents", level: "read" })) return;
  throw graphqlError("FORBIDDEN", notAccessible(context.grant));
}

async function readRef(
  repository: StoredRepository,
  qualifiedName: string,
  context: QueryContext,
): Promise<Source | null> {
  mayReadContents(repository, context);
  const oid = await repository.git.refs.read(qualifiedName, context.asOf);
  return oid === undefined ? null : refSource(repository, qualifiedName, oid);
}

/** `refs(refPrefix)`, in the order of their names. */
function refsField(
  repository: StoredRepository,
  args: Readonly<Record<string, unknown>>,
  context: QueryContext,
): Source {
  onlyArguments("Repository.refs", args, ["refPrefix", "first", "after"]);
  mayReadContents(repository, context);
  const all = listRefs(repository.info.gitDir, String(args["refPrefix"]));
  return connectionPage(
    {
      connection: "refs",
      typename: "RefConnection",
      all,
      sourceOf: ([ref, oid]) => refSource(repository, ref, oid),
    },
    args,
  );
}

/** `ref(qualifiedName)` takes `refs/heads/main`, and on GitHub `heads/main` and `main` as well. */
async function refField(
  repository: StoredRepository,
  name: string,
  context: QueryContext,
): Promise<Source | null> {
  const candidates = name.startsWith("refs/")
    ? [name]
    : [`refs/${name}`, `refs/tags/${name}`, `refs/heads/${name}`];
  for (const candidate of candidates) {
    const ref = await readRef(repository, candidate, context);
    if (ref !== null) return ref;
  }
  return null;
}

/**
 * `object(expression)`: `main`, a commit id, the commit before one (`main^`), or `main:db/db.json`; GitHub's is any
 * expression of git's rev-parse.
 */
async function objectField(
  repository: StoredRepository,
  expression: string,
  context: QueryContext,
): Promise<Source | null> {
  mayReadContents(repository, context);
  const colon = expression.indexOf(":");
  const revision = colon === -1 ? expression : expression.slice(0, colon);
  const [, named = "", carets = ""] = /^(.*?)(\^*)$/.exec(revision) ?? [];
  const name = named === "HEAD" ? repository.info.defaultBranch : named;
  let oid = await repository.git.refs.commitOf(name, context.asOf);
  for (let before = 0; before < carets.length && oid !== undefined; before += 1) {
    oid = (await repository.git.commit(oid))?.parents[0];
  }
  if (oid === undefined) return null;
  if (colon === -1) {
    const commit = await repository.git.commit(oid);
    return commit === undefined ? null : commitSource(repository, commit);
  }
  const path = expression.slice(colon + 1);
  const entry = await repository.git.entry(oid, path);
  if (entry === undefined) return null;
  return objectSource(repository, entry, path);
}
