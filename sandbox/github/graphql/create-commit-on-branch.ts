import { may, notAccessible } from "../access.ts";
import { commitToBranch, RuleViolation } from "../commit-to-branch.ts";
import { RefMoved } from "../git/refs.ts";
import type { StoredRepository } from "../repositories.ts";
import { partsOfNodeId } from "../shapes/node-id.ts";
import { commitSource } from "./commit.ts";
import { graphqlError } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { refSource } from "./ref.ts";
import { findRepository } from "./repository.ts";

/** CreateCommitOnBranchInput, as the schema has it. */
interface Input {
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly expectedHeadOid: string;
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
  readonly clientMutationId?: string | null;
}

/** The mutation `createCommitOnBranch`: one commit, all of its files or nothing. */
export async function createCommitOnBranch(
  { input }: { readonly input: Input },
  context: QueryContext,
): Promise<Source> {
  const { repository, branch } = findBranch(input.branch, context);
  if (!may(context.grant, repository.info, { name: "contents", level: "write" })) {
    throw graphqlError("FORBIDDEN", notAccessible(context.grant));
  }
  const ref = `refs/heads/${branch}`;
  const head = await repository.git.refs.read(ref);
  if (head === undefined)
    throw graphqlError("NOT_FOUND", `Could not resolve to a Ref with the name '${ref}'.`);
  const expected = input.expectedHeadOid;
  if (head !== expected) throw staleData(expected);
  const additions = additionsOf(input);
  const deletions = await deletionsOf(input, repository, head);
  const oid = await commitOrStale(() =>
    commitToBranch(context.world, repository, context.grant, {
      branch,
      parent: head,
      additions,
      deletions,
      message: [input.message.headline, input.message.body].filter(Boolean).join("\n\n"),
    }),
  );
  const commit = await repository.git.commit(oid);
  if (commit === undefined) throw new Error(`the new commit ${oid} cannot be read`);
  return {
    __typename: "CreateCommitOnBranchPayload",
    clientMutationId: input.clientMutationId ?? null,
    commit: commitSource(repository, commit),
    ref: refSource(repository, ref, oid),
  };
}

/** Two writers may both find the branch where they expect it: git's own compare and swap decides. */
async function commitOrStale(commit: () => Promise<string>): Promise<string> {
  try {
    return await commit();
  } catch (error) {
    if (error instanceof RefMoved) throw graphqlError("STALE_DATA", error.message);
    if (error instanceof RuleViolation) throw graphqlError("UNPROCESSABLE", error.message);
    throw error;
  }
}

const staleData = (expected: string): Error =>
  graphqlError(
    "STALE_DATA",
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );

function findBranch(
  branch: Input["branch"],
  context: QueryContext,
): { readonly repository: StoredRepository; readonly branch: string } {
  const { id, repositoryNameWithOwner, branchName } = branch;
  if (typeof id === "string") {
    const [repositoryId = "", ref = ""] = partsOfNodeId("REF", id) ?? [];
    const repository = context.world.repositories.findById(Number(repositoryId));
    if (repository === undefined || !ref.startsWith("refs/heads/")) {
      throw graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
    }
    return {
      repository: findRepository(context, repository.info.fullName),
      branch: ref.slice("refs/heads/".length),
    };
  }
  if (typeof repositoryNameWithOwner !== "string" || typeof branchName !== "string") {
    throw graphqlError(
      "UNPROCESSABLE",
      "A branch must be given by its id, or by repository and branch name.",
    );
  }
  const repository = findRepository(context, repositoryNameWithOwner);
  return { repository, branch: branchName.replace(/^refs\/heads\//, "") };
}

function additionsOf(input: Input): Map<string, Uint8Array> {
  const additions = input.fileChanges?.additions ?? [];
  return new Map(additions.map(({ path, contents }) => [path, Buffer.from(contents, "base64")]));
}

async function deletionsOf(input: Input, repository: StoredRepository, head: string): Promise<string[]> {
  const paths = (input.fileChanges?.deletions ?? []).map(({ path }) => path);
  for (const path of paths) {
    if ((await repository.git.entry(head, path)) === undefined) {
      throw graphqlError(
        "NOT_FOUND",
        `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
      );
    }
  }
  return paths;
}
