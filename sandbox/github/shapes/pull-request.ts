import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { repositoryShape } from "./repository.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

const maybe = (date: Date | null): string | null => (date === null ? null : timestamp(date));

/** GitHub's "pull request simple": in lists. */
export function simplePullRequestShape(
  world: World,
  repository: StoredRepository,
  request: PullRequest,
): Record<string, unknown> {
  const { info } = repository;
  const { number, head, base } = request;
  const api = `${world.apiUrl}/repos/${info.fullName}`;
  const url = `${api}/pulls/${number}`;
  const issue = `${api}/issues/${number}`;
  const links = {
    self: url,
    html: request.htmlUrl,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${head.sha}`,
  };
  const side = (
    source: StoredRepository,
    { ref, sha }: Pick<PullRequest["head"], "ref" | "sha">,
  ): Record<string, unknown> => ({
    label: `${source.info.owner}:${ref}`,
    ref,
    sha,
    user: userShape(world, source.info.owner),
    repo: repositoryShape(world, source),
  });
  const source = world.repositories.findById(head.repository.id) ?? repository;
  return {
    url,
    id: info.id * 1000 + number,
    node_id: nodeId("PR", info.id, number),
    html_url: request.htmlUrl,
    diff_url: `${request.htmlUrl}.diff`,
    patch_url: `${request.htmlUrl}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number,
    state: request.state,
    locked: false,
    title: request.title,
    user: userShape(world, request.author),
    body: request.body,
    labels: request.labels.map((name) => labelShape(world, repository, name)),
    milestone: null,
    active_lock_reason: null,
    created_at: timestamp(request.createdAt),
    updated_at: timestamp(request.updatedAt),
    closed_at: maybe(request.closedAt),
    merged_at: maybe(request.mergedAt),
    merge_commit_sha: request.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(source, head),
    base: side(repository, base),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: source === repository ? "MEMBER" : "NONE",
    auto_merge: null,
    draft: false,
  };
}

function labelShape(world: World, { info }: StoredRepository, name: string): Record<string, unknown> {
  return {
    id: [...name].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), info.id) % 2 ** 31,
    node_id: nodeId("LA", info.id, name),
    url: `${world.apiUrl}/repos/${info.fullName}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: "ededed",
    default: false,
  };
}

/** GitHub's "pull request": by itself, and in events. */
export async function pullRequestShape(
  world: World,
  repository: StoredRepository,
  request: PullRequest,
): Promise<Record<string, unknown>> {
  const { mergedAt, mergedBy, mergeCommitSha } = request;
  const mergeable = mergedAt === null ? mergeCommitSha !== null : null;
  return {
    ...simplePullRequestShape(world, repository, request),
    merged: mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? "unknown" : mergeable ? "clean" : "dirty",
    merged_by: mergedBy === null ? null : userShape(world, mergedBy),
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    ...(await sizeOf(repository, request)),
  };
}

/** How much it changes since it left its base. */
async function sizeOf(
  { git }: StoredRepository,
  { base, head }: PullRequest,
): Promise<Record<"commits" | "additions" | "deletions" | "changed_files", number>> {
  const commits = await git.run(["rev-list", "--count", `${base.sha}..${head.sha}`]);
  const diff = (await git.run(["diff", "--shortstat", `${base.sha}...${head.sha}`])).toString("utf8");
  const count = (what: RegExp): number => Number(what.exec(diff)?.[1] ?? 0);
  return {
    commits: Number(commits.toString("utf8")),
    additions: count(/(\d+) insertion/),
    deletions: count(/(\d+) deletion/),
    changed_files: count(/(\d+) file/),
  };
}
