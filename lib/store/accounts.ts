import type { ChatUser, GitHubAccount } from "../deploys/request.ts";
import { NOW } from "./lease.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** Somebody of a chat. */
export interface ChatAccount extends ChatUser {
  /** Of an organisation with several workspaces; empty without one. */
  readonly enterprise?: string | undefined;
}

/** Links a chat account to the GitHub account that its owner has signed in to; an earlier link ends. */
export async function linkAccount(
  db: Db,
  { enterprise = "", team, user }: ChatAccount,
  { id, login }: GitHubAccount,
): Promise<void> {
  const values = { github_id: id, github_login: login, linked_at: NOW };
  await step("accounts.link", () =>
    db
      .insertInto("accounts")
      .values({ slack_enterprise: enterprise, slack_team: team, slack_user: user, ...values })
      .onConflict((conflict) =>
        conflict.columns(["slack_enterprise", "slack_team", "slack_user"]).doUpdateSet(values),
      )
      .execute(),
  );
}

/** @returns undefined where nothing is linked */
export async function linkedAccount(
  db: Db,
  { enterprise = "", team, user }: ChatAccount,
): Promise<GitHubAccount | undefined> {
  const row = await step("accounts.find", () =>
    db
      .selectFrom("accounts")
      .select(["github_id", "github_login"])
      .where("slack_enterprise", "=", enterprise)
      .where("slack_team", "=", team)
      .where("slack_user", "=", user)
      .executeTakeFirst(),
  );
  return row && { id: row.github_id, login: row.github_login };
}
