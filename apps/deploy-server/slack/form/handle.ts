import { finishEntry, type ClaimedEntry } from "../../../../lib/store/inbox.ts";
import type { World } from "../../world.ts";
import { ask } from "../ask.ts";
import { clickerIn } from "../click.ts";
import { explained } from "../explained.ts";
import { requestLead } from "../lead.ts";
import { readSubmission, wishOfSubmission } from "./submission.ts";

/** Does what the form asks for: the same as the command that it stands for. */
export async function handleSubmission(world: World, entry: ClaimedEntry): Promise<void> {
  const { payload } = entry;
  const submission = readSubmission(payload);
  if (submission === undefined) {
    await finishEntry(world.db, entry);
    return;
  }
  const { target, why, place } = submission;
  const typed = { ...clickerIn(payload), channel: place };
  const wish = wishOfSubmission(submission);
  const asked = { entry, typed };
  await explained(world, { asked, lead: requestLead("deploy") }, () =>
    ask(world, asked, { target, wish, why, kind: "deploy" }),
  );
}
