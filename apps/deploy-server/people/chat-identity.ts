import { ErrorCode } from "@slack/web-api";
import type { ChatIdentity } from "../../../lib/deploys/permission.ts";
import type { ChatUser } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { at, numberAt, textAt } from "../narrow.ts";
import { messageOf, Passing } from "../trouble.ts";
import type { World } from "../world.ts";

/** What Slack says of somebody now: only members of the workspace itself may ask for anything. */
export async function chatIdentity(world: World, { team, user }: ChatUser): Promise<ChatIdentity> {
  const answer = await askSlack(world, user);
  const found = at(answer, "user");
  if (found === undefined) return "stranger";
  if (at(found, "deleted") === true) return "deactivated";
  if (at(found, "is_bot") === true || at(found, "is_app_user") === true) return "bot";
  if (textAt(found, "team_id") !== team || at(found, "is_stranger") === true) return "stranger";
  if (at(found, "is_restricted") === true || at(found, "is_ultra_restricted") === true) return "guest";
  return "member";
}

/** @returns undefined for somebody whom the workspace does not know */
async function askSlack({ slack }: World, user: string): Promise<unknown> {
  try {
    return await step("people.ask slack", () => slack.users.info({ user }));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    const seconds = at(error, "code") === ErrorCode.RateLimitedError ? numberAt(error, "retryAfter") : undefined;
    throw new Passing(`Slack did not say who ${user} is: ${messageOf(error)}`, {
      cause: error,
      ...(seconds !== undefined && { retryInMs: seconds * 1000 }),
    });
  }
}

function isAbsent(error: unknown): boolean {
  return (
    at(error, "code") === ErrorCode.PlatformError &&
    ["user_not_found", "user_not_visible"].includes(textAt(error, "data", "error") ?? "")
  );
}
