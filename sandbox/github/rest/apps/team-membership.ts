import { notAccessible } from "../../access.ts";
import { notFound, Refusal } from "../../errors.ts";
import type { InstallationRoute } from "./route.ts";

export const getTeamMembership: InstallationRoute = {
  operation: "teams/get-membership-for-user-in-org",
  query: [],
  answer({ world, grant, params }) {
    const { org = "", team_slug: team = "", username = "" } = params;
    const headers = { "x-accepted-github-permissions": "members=read" };
    if (grant.permissions["members"] === undefined) throw new Refusal(403, notAccessible(grant), { headers });
    if (!world.people.isMember(`${org}/${team}`, username)) throw notFound();
    const url = `${world.apiUrl}/orgs/${org}/teams/${team}/memberships/${username}`;
    return { status: 200, headers, body: { url, role: "member", state: "active" } };
  },
};
