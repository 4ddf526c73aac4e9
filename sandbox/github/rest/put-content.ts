import { type Fields } from "../../narrow.ts";
import { commitToBranch, RuleViolation } from "../commit-to-branch.ts";
import { invalidRequest, Refusal, unknownToSandbox, unprocessable } from "../errors.ts";
import type { Signature } from "../git/objects.ts";
import { RefMoved } from "../git/refs.ts";
import type { StoredRepository } from "../repositories.ts";
import { gitCommitShape } from "../shapes/commit.ts";
import { contentShape } from "../shapes/content.ts";
import { fieldsOf, objectField, stringField } from "./body.ts";
import type { RestRequest, RestRoute } from "./route.ts";

export const createOrUpdateFileContents: RestRoute = {
  operation: "repos/create-or-update-file-contents",
  permission: { name: "contents", level: "write" },
  query: [],
  async answer(request) {
    const { world, caller, repository, params, body } = request;
    const grant = caller.credential?.grant;
    if (grant === undefined) throw new Error("a write needs a token");
    const change = parseChange(request, body);
    const path = params["path"] ?? "";
    const { parent, replaced } = await currentState(repository, change.branch, path, change.sha);
    const committer = change.committer ?? change.author ?? (grant.kind === "pat" ? "author" : undefined);
    const byActor = { name: grant.actor, email: world.accounts.emailOf(grant.actor), date: world.clock() };
    const oid = await commitOr409(() =>
      commitToBranch(world, repository, grant, {
        branch: change.branch,
        parent,
        additions: new Map([[path, change.content]]),
        deletions: [],
        message: change.message,
        author: change.author ?? change.committer ?? byActor,
        ...(committer === undefined ? {} : { committer: committer === "author" ? byActor : committer }),
      }),
    );
    const commit = await repository.git.commit(oid);
    const entry = await repository.git.entry(oid, path);
    if (commit === undefined || entry === undefined) throw new Error(`the new commit ${oid} cannot be read`);
    return {
      status: replaced ? 200 : 201,
      body: {
        content: contentShape(world, { repository, path, ref: change.branch }, entry, change.content.length),
        commit: gitCommitShape(world, repository, commit),
      },
    };
  },
};

interface Change {
  readonly message: string;
  readonly content: Buffer;
  readonly sha: string | undefined;
  readonly branch: string;
  readonly author: Signature | undefined;
  readonly committer: Signature | undefined;
}

function parseChange({ world, repository }: RestRequest, body: unknown): Change {
  const known = ["message", "content", "sha", "branch", "author", "committer"];
  const fields = fieldsOf(body, known, ["message", "content"]);
  const content = stringField(fields, "content") ?? "";
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw unprocessable("content is not valid Base64");
  return {
    message: stringField(fields, "message") ?? "",
    content: Buffer.from(content, "base64"),
    sha: stringField(fields, "sha"),
    branch: stringField(fields, "branch") ?? repository.info.defaultBranch,
    author: personOf(objectField(fields, "author"), world.clock()),
    committer: personOf(objectField(fields, "committer"), world.clock()),
  };
}

/** @throws Refusal 422: "You'll receive a 422 status code if name [email] is omitted." */
function personOf(person: Fields | undefined, now: Date): Signature | undefined {
  if (person === undefined) return undefined;
  const fields = fieldsOf(person, ["name", "email", "date"], ["name", "email"]);
  const date = stringField(fields, "date");
  const at = date === undefined ? now : new Date(date);
  if (Number.isNaN(at.getTime())) throw invalidRequest([`"${date}" is not a valid date.`]);
  return { name: stringField(fields, "name") ?? "", email: stringField(fields, "email") ?? "", date: at };
}

/**
 * Where the new commit goes, when `sha` is that of the file it replaces. The branch is looked at first; the
 * `sha` of a file that does not exist is ignored, as GitHub does.
 */
async function currentState(
  repository: StoredRepository,
  branch: string,
  path: string,
  sha: string | undefined,
): Promise<{ readonly parent: string | undefined; readonly replaced: boolean }> {
  const parent = await repository.git.refs.read(`refs/heads/${branch}`);
  if (parent === undefined) {
    if (branch === repository.info.defaultBranch) return { parent, replaced: false };
    throw new Refusal(404, `Branch ${branch} not found`);
  }
  const entry = await repository.git.entry(parent, path);
  if (entry === undefined) return { parent, replaced: false };
  if (entry.mode === "40000") throw unknownToSandbox(`writing a file over the folder ${path}`);
  if (sha === undefined) throw invalidRequest([`"sha" wasn't supplied.`]);
  if (sha !== entry.oid) throw new Refusal(409, `${path} does not match ${sha}`);
  return { parent, replaced: true };
}

/** Two writers may both have seen the same head: the second one's commit is refused with git's own words. */
async function commitOr409(commit: () => Promise<string>): Promise<string> {
  try {
    return await commit();
  } catch (error) {
    if (error instanceof RefMoved || error instanceof RuleViolation) throw new Refusal(409, error.message);
    throw error;
  }
}
