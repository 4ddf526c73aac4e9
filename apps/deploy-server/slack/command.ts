import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import type { ClaimedEntry } from "../../../lib/store/inbox.ts";
import { escaped } from "../messages/text.ts";
import { textAt } from "../narrow.ts";
import type { World } from "../world.ts";
import { answerQuestion } from "./answers.ts";
import { ask } from "./ask.ts";
import { explained } from "./explained.ts";
import { fillForm } from "./form/open.ts";
import { commandLead } from "./lead.ts";
import { answerLock } from "./lock.ts";
import { parseCommand, USAGES, type Command } from "./parse-command.ts";
import { promote } from "./promote.ts";
import { reply, type Asked, type Typed } from "./reply.ts";

/** Does what a slash command asks for; what comes of it, and that it is dealt with, is saved as one. */
export async function handleCommand(world: World, entry: ClaimedEntry): Promise<void> {
  const typed = typerIn(entry.payload);
  const command = parseCommand(textAt(entry.payload, "text") ?? "");
  const asked = { entry, typed };
  await explained(world, { asked, lead: commandLead(command) }, () => answer(world, asked, command));
}

/** Who has typed a command, and where. */
export function typerIn(payload: object): Typed {
  return {
    team: textAt(payload, "team_id") ?? "",
    user: textAt(payload, "user_id") ?? "",
    channel: textAt(payload, "channel_id") ?? "",
    responseUrl: textAt(payload, "response_url"),
  };
}

async function answer(world: World, asked: Asked, command: Command): Promise<void> {
  switch (command.kind) {
    case "deploy":
      await ask(world, asked, { ...command, kind: "deploy" });
      return;
    case "form":
      await fillForm(world, asked);
      return;
    case "undeploy": {
      const wish = { by: "desired", desired: VIRTUAL } as const;
      await ask(world, asked, { ...command, wish, why: "" });
      return;
    }
    case "lock":
    case "unlock":
    case "queue":
      await answerLock(world, asked, command);
      return;
    case "promote":
      await promote(world, asked, command);
      return;
    case "resume":
      await ask(world, asked, { ...command, wish: { by: "as it is" }, why: "" });
      return;
    case "adopt":
      await ask(world, asked, { ...command, wish: { by: "what runs" }, why: "" });
      return;
    case "help":
      await reply(world, asked, helpText());
      return;
    case "unknown":
      await reply(world, asked, `${commandLead(command)}: ${escaped(command.because)}.`);
      return;
    default:
      await answerQuestion(world, asked, command);
  }
}

function helpText(): string {
  return USAGES.map(([usage, does]) => `\`${escaped(usage)}\` ${does}`).join("\n");
}
