import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { userShape } from "./user.ts";

/** Who a repository was transferred from, as the webhook names them: a user or an organization. */
export function formerOwnerShape(world: World, login: string): Record<string, unknown> {
  return world.accounts.typeOf(login) === "Organization"
    ? { organization: organizationShape(world, login) }
    : { user: userShape(world, login) };
}

function organizationShape(world: World, login: string): Record<string, unknown> {
  const id = world.accounts.idOf(login);
  const url = `${world.apiUrl}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("O", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/u/${id}`,
    description: null,
  };
}
