import type { ChatIdentity } from "../../../lib/deploys/permission.ts";
import type { ChatUser } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { at, listAt, textAt } from "../narrow.ts";
import { slackCode, slackTrouble } from "../slack-refusal.ts";
import type { World } from "../world.ts";
import { ownWorkspace, type Workspace } from "./workspace.ts";

/** What Slack says of somebody now: only members of the app's own workspace may ask for anything. */
export async function chatIdentity(world: World, { user }: ChatUser): Promise<ChatIdentity> {
  const answer = await askSlack(world, user);
  const found = at(answer, "user");
  return found === undefined ? "stranger" : identityOf(found, await ownWorkspace(world));
}

/**
 * Judges by Slack's own answer: what a click or a command says of its sender's team is that team's word. In a channel that
 * is shared with another organisation, `is_stranger` is not set, so that the team decides. What Slack leaves out lets
 * nobody in.
 * @param user the `user` of `users.info`
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export function identityOf(user: unknown, workspace: Workspace): ChatIdentity {
  if (!isOf(workspace, user)) return "stranger";
  if (at(user, "deleted") === true) return "deactivated";
  if (at(user, "is_bot") === true || at(user, "is_app_user") === true) return "bot";
  const limits = [at(user, "is_restricted"), at(user, "is_ultra_restricted")];
  if (limits.includes(true)) return "guest";
  return limits.every((limit) => limit === false) ? "member" : "unknown";
}

/** On a grid, people belong to the organisation, and Slack lists the workspaces that they are in. */
function isOf({ team, enterprise }: Workspace, user: unknown): boolean {
  if (team === "" || at(user, "is_stranger") === true) return false;
  if (textAt(user, "team_id") === team) return true;
  return (
    enterprise !== undefined &&
    textAt(user, "enterprise_user", "enterprise_id") === enterprise &&
    listAt(user, "enterprise_user", "teams").includes(team)
  );
}

/** @returns undefined for somebody whom the workspace does not know */
async function askSlack({ slack }: World, user: string): Promise<unknown> {
  try {
    return await step("people.ask slack", () => slack.users.info({ user }));
  } catch (error) {
    if (["user_not_found", "user_not_visible"].includes(slackCode(error) ?? "")) return undefined;
    throw slackTrouble(`Slack did not say who ${user} is`, error);
  }
}
