import type { ApiResponse } from "../../http/answer.ts";
import type { World } from "../world.ts";

/** Each `<name>_url` of the API's root: what follows the API's own address. */
const LINKS = {
  current_user: "/user",
  authorizations: "/authorizations",
  code_search: "/search/code?q={query}{&page,per_page,sort,order}",
  commit_search: "/search/commits?q={query}{&page,per_page,sort,order}",
  emails: "/user/emails",
  emojis: "/emojis",
  events: "/events",
  feeds: "/feeds",
  followers: "/user/followers",
  following: "/user/following{/target}",
  gists: "/gists{/gist_id}",
  hub: "/hub",
  issue_search: "/search/issues?q={query}{&page,per_page,sort,order}",
  issues: "/issues",
  keys: "/user/keys",
  label_search: "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
  notifications: "/notifications",
  organization: "/orgs/{org}",
  organization_repositories: "/orgs/{org}/repos{?type,page,per_page,sort}",
  organization_teams: "/orgs/{org}/teams",
  public_gists: "/gists/public",
  rate_limit: "/rate_limit",
  repository: "/repos/{owner}/{repo}",
  repository_search: "/search/repositories?q={query}{&page,per_page,sort,order}",
  current_user_repositories: "/user/repos{?type,page,per_page,sort}",
  starred: "/user/starred{/owner}{/repo}",
  starred_gists: "/gists/starred",
  topic_search: "/search/topics?q={query}{&page,per_page}",
  user: "/users/{user}",
  user_organizations: "/user/orgs",
  user_repositories: "/users/{user}/repos{?type,page,per_page,sort}",
  user_search: "/search/users?q={query}{&page,per_page,sort,order}",
} as const;

/** GitHub's answer names all of its API, whatever the sandbox serves of it: `gh auth status` asks for nothing else. */
export function rootAnswer({ apiUrl, url }: World): ApiResponse {
  const links = Object.entries(LINKS).map(([name, path]) => [`${name}_url`, `${apiUrl}${path}`]);
  const authorizations = `${url}/settings/connections/applications{/client_id}`;
  return {
    status: 200,
    body: { ...Object.fromEntries(links), current_user_authorizations_html_url: authorizations },
  };
}
