import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

/** Each `<name>_url` of a repository: what follows the repository's own address. */
const LINKS = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  contributors: "/contributors",
  deployments: "/deployments",
  downloads: "/downloads",
  events: "/events",
  forks: "/forks",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  hooks: "/hooks",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  languages: "/languages",
  merges: "/merges",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  stargazers: "/stargazers",
  statuses: "/statuses/{sha}",
  subscribers: "/subscribers",
  subscription: "/subscription",
  tags: "/tags",
  teams: "/teams",
  trees: "/git/trees{/sha}",
} as const;

/** GitHub's "minimal repository": inside runs. */
export function minimalRepositoryShape(
  world: World,
  { info, parent }: StoredRepository,
): Record<string, unknown> {
  const url = `${world.apiUrl}/repos/${info.fullName}`;
  const links = Object.entries(LINKS).map(([name, path]) => [`${name}_url`, `${url}${path}`]);
  return {
    id: info.id,
    node_id: nodeId("R", info.id),
    name: info.name,
    full_name: info.fullName,
    private: info.private,
    owner: userShape(world, info.owner),
    html_url: info.htmlUrl,
    description: null,
    fork: parent !== undefined,
    url,
    ...Object.fromEntries(links),
  };
}

/** GitHub's "repository": in webhook payloads, and most of what `repos/get` answers. */
export function repositoryShape(world: World, repository: StoredRepository): Record<string, unknown> {
  const { info } = repository;
  const host = new URL(world.url).host;
  return {
    ...minimalRepositoryShape(world, repository),
    git_url: `git://${host}/${info.fullName}.git`,
    ssh_url: `git@${host}:${info.fullName}.git`,
    clone_url: info.cloneUrl,
    svn_url: info.htmlUrl,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.pushedAt),
    pushed_at: timestamp(repository.pushedAt),
    size: 0,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    archived: info.archived,
    disabled: false,
    allow_forking: true,
    is_template: repository.isTemplate,
    web_commit_signoff_required: false,
    topics: [],
    visibility: info.private ? "private" : "public",
    default_branch: info.defaultBranch,
  };
}
