import { step } from "../../../lib/store/step.ts";
import { askedOnce } from "../asked-once.ts";
import { textAt } from "../narrow.ts";
import { slackTrouble } from "../slack-refusal.ts";

/** The workspace that the app is installed in. */
export interface Workspace {
  /** `T…` */
  readonly team: string;
  /** `E…`, of a workspace that is part of an organisation. */
  readonly enterprise: string | undefined;
}

/** The server's own workspace, by Slack's word for its token. */
export const ownWorkspace = askedOnce<Workspace>(async ({ slack }) => {
  const answer: unknown = await step("people.own workspace", () =>
    slack.auth.test().catch((error: unknown) => {
      throw slackTrouble("Slack did not say whose the bot's token is", error);
    }),
  );
  return { team: textAt(answer, "team_id") ?? "", enterprise: textAt(answer, "enterprise_id") };
});
