import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";

/** GitHub's "simple user": in every payload that names somebody. */
export function userShape(world: World, login: string): Record<string, unknown> {
  const id = world.accounts.idOf(login);
  const url = `${world.apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId("U", id),
    avatar_url: `${world.url}/avatars/u/${id}`,
    gravatar_id: "",
    url,
    html_url: `${world.url}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -"[bot]".length)}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: world.accounts.typeOf(login),
    user_view_type: "public",
    site_admin: false,
  };
}
