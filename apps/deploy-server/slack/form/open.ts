import { createHash } from "node:crypto";
import { channelsOf, configsOf } from "../../../../lib/deploys/config/server-config.ts";
import { finishEntry } from "../../../../lib/store/inbox.ts";
import { step } from "../../../../lib/store/step.ts";
import { readReleaseState } from "../../github/release-files.ts";
import { escaped } from "../../messages/text.ts";
import { textAt } from "../../narrow.ts";
import { slackCode, slackTrouble } from "../../slack-refusal.ts";
import { messageOf, Passing } from "../../trouble.ts";
import type { World } from "../../world.ts";
import { USAGES } from "../parse-command.ts";
import { reply, type Asked } from "../reply.ts";
import { inTime } from "./in-time.ts";
import { formView, openingView } from "./view.ts";

/**
 * How often it is looked for before its user is told to type instead, each time after a longer pause, ten seconds in all:
 * another replica may be about to open it.
 */
const LOOKS = 9;
const LOOK_MS = 300;

/** Slack waits for three seconds in all: where opening takes longer, the command is acknowledged meanwhile. */
const PATIENCE_MS = 2_000;

/** The name by which whoever fills the form finds it again. */
function externalIdOf(triggerId: string): string {
  return `deploy-${createHash("sha256").update(triggerId).digest("hex").slice(0, 40)}`;
}

/**
 * Opens the form, empty, while the command is acknowledged: its trigger is over in three seconds, and reading what can be
 * deployed may take longer. That it could not be opened is told by `fillForm`.
 */
export async function openForm(world: World, triggerId: string): Promise<void> {
  await inTime(openNow(world, triggerId), PATIENCE_MS);
}

async function openNow(world: World, triggerId: string): Promise<void> {
  const view = openingView(externalIdOf(triggerId));
  try {
    await step("form.open", () => world.slack.views.open({ trigger_id: triggerId, view }));
  } catch (error) {
    world.log.warn({ err: error }, `could not open the form: ${messageOf(error)}`);
  }
}

/** Fills the form that was opened with the command. */
export async function fillForm(world: World, asked: Asked): Promise<void> {
  const { entry, typed } = asked;
  const { config } = await readReleaseState(world.github, world.settings.releases);
  const externalId = externalIdOf(textAt(entry.payload, "trigger_id") ?? "");
  const view = formView({
    externalId,
    apps: configsOf(config),
    channels: channelsOf(config),
    place: typed.channel,
  });
  if (await isFilled(world, asked, { externalId, view })) await finishEntry(world.db, entry);
  else
    await reply(
      world,
      asked,
      `The form could not be opened. Write instead: \`${escaped(USAGES[0]?.[0] ?? "")}\``,
    );
}

async function isFilled(
  world: World,
  { entry }: Asked,
  { externalId, view }: { readonly externalId: string; readonly view: ReturnType<typeof formView> },
): Promise<boolean> {
  try {
    await step("form.fill", () => world.slack.views.update({ external_id: externalId, view }));
    return true;
  } catch (error) {
    // Closed by its user, or never opened.
    if (slackCode(error) !== "not_found") throw slackTrouble("Slack did not take the form", error);
    if (entry.attempts < LOOKS)
      throw new Passing("the form is not open yet", { cause: error, retryInMs: LOOK_MS * entry.attempts });
    return false;
  }
}
