import { actingAccount } from "../../../lib/github/people/account.ts";
import { step } from "../../../lib/store/step.ts";
import { askedOnce } from "../asked-once.ts";

/** GitHub's number of whoever the server is there: the sender of its own pushes. */
export const ownSenderId = askedOnce(async ({ github, settings }) => {
  const repository = await step("push.repository", () => github.at(settings.releases.repository));
  const { id } = await step("push.own account", () => actingAccount(repository));
  return id;
});
