import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";

/**
 * Whether somebody is an active member of a team, or of a team below it: one request.
 * @param team `acme/platform`: the organisation, and the team's slug
 * @see https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 * @throws GitHubFailure
 */
export async function isInTeam(repository: GitHubRepository, team: string, login: string): Promise<boolean> {
  const { client } = repository;
  const [org = "", slug = ""] = team.split("/");
  const attempt = { doing: `read whether ${login} is in ${team}`, permission: "members: read" };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request("GET /orgs/{org}/teams/{team_slug}/memberships/{username}", {
        org,
        team_slug: slug,
        username: login,
      });
      // An invitation that was not accepted yet is pending.
      return data.state === "active";
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return false;
    throw error;
  }
}
