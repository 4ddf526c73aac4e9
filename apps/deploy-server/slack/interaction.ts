import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { refusal } from "../../../lib/deploys/permission.ts";
import type { DeployRequest, GitHubAccount } from "../../../lib/deploys/request.ts";
import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { isDirect } from "../messages/slack.ts";
import { escaped } from "../messages/text.ts";
import { judgeAsker } from "../people/judge.ts";
import { press } from "../requests/press.ts";
import { stopOperation } from "../requests/stop.ts";
import { terminateOther, TERMINATING } from "../requests/terminate.ts";
import type { World } from "../world.ts";
import { retry, rollBack } from "./buttons/again.ts";
import { showChanges } from "./buttons/changes.ts";
import { clickerIn, readClick, type Click } from "./click.ts";
import { explained } from "./explained.ts";
import { reply, type Asked } from "./reply.ts";

/** Does what a click asks for; whoever clicks must be allowed to ask for the deploy themselves. */
export async function handleInteraction(world: World, entry: ClaimedEntry): Promise<void> {
  const { payload } = entry;
  const typed = clickerIn(payload);
  const click = readClick(payload);
  if (click === undefined) {
    await inTransaction(world.db, (transaction) => finishEntry(transaction, entry));
    return;
  }
  const stored = await findRequest(world.db, click.request);
  if (stored === undefined) {
    await reply(world, { entry, typed }, "This request is not known here any more: ask again.");
    return;
  }
  const { request } = stored;
  const asked = { entry, typed };
  if (click.action === "changes") {
    await explained(world, { asked, lead: "Nothing is shown" }, () => showChanges(world, asked, request));
    return;
  }
  await explained(world, { asked, lead: "Nothing has changed" }, () =>
    judgeClick(world, asked, { request, click }),
  );
}

async function judgeClick(
  world: World,
  clicked: Asked,
  { request, click }: { readonly request: DeployRequest; readonly click: Click },
): Promise<void> {
  const typed = { ...clicked.typed, channel: placeOf(clicked, request) };
  const asked = { ...clicked, typed };
  const state = await readReleaseState(world.github, world.settings.releases);
  const judged = await judgeAsker(world, state, {
    chat: typed,
    chatChannel: typed.channel,
    target: request.target,
    approvers: request.approvals.map(({ by }) => by),
  });
  const refused = refusal(judged.verdicts);
  if (refused !== undefined || judged.account === undefined) {
    await reply(
      world,
      asked,
      `Nothing has changed: ${escaped(refused?.says ?? "no GitHub account is linked")}.`,
    );
    return;
  }
  await act(world, state, { asked, request, click, account: judged.account });
}

/** A card that could be shown to its asker alone stands for the channel in which they asked: nobody else sees it. */
function placeOf({ typed }: Asked, { by }: DeployRequest): string {
  const isMoved = isDirect(typed.channel) && by.chat?.user === typed.user;
  return isMoved ? (by.chatChannel ?? typed.channel) : typed.channel;
}

async function act(
  world: World,
  state: ReleaseState,
  { asked, request, click, account }: Pressed & { readonly asked: Asked },
): Promise<void> {
  switch (click.action) {
    case "terminate": {
      const fault = await terminateOther(world, state, { request, by: account });
      await reply(
        world,
        asked,
        fault === undefined ? TERMINATING : `Nothing was terminated: ${escaped(fault)}.`,
      );
      return;
    }
    case "retry":
      if (request.state === "ledger ahead") await pressed(world, asked, { request, click, account });
      else await retry(world, state, { asked, request });
      return;
    case "rollback":
      await rollBack(world, state, { asked, request });
      return;
    case "stop": {
      const fault = await stopOperation(world, state, { request, by: account });
      if (fault === undefined) await pressed(world, asked, { request, click, account });
      else await reply(world, asked, `Nothing has changed: ${escaped(fault)}.`);
      return;
    }
    default:
      await pressed(world, asked, { request, click, account });
  }
}

/** A click, by somebody who may. */
interface Pressed {
  readonly request: DeployRequest;
  readonly click: Click;
  readonly account: GitHubAccount;
}

async function pressed(world: World, asked: Asked, { request, click, account }: Pressed): Promise<void> {
  const event = eventOf(click, account);
  if (event === undefined) {
    await reply(world, asked, `The button "${escaped(click.action)}" is not known here.`);
    return;
  }
  const result = await press(world, { request, event }, (transaction) =>
    finishEntry(transaction, asked.entry),
  );
  if (result.kind === "unmoved")
    await reply(world, asked, `Nothing has changed: ${escaped(result.because)}.`);
}

function eventOf({ action, previewHash }: Click, by: GitHubAccount): RequestEvent | undefined {
  switch (action) {
    case "ship":
      return { type: "confirmed", by, previewHash };
    case "approve":
      return { type: "approved", by, previewHash };
    case "retry":
      return { type: "retried", by };
    case "cancel":
    case "stop":
      return { type: "cancelled", by };
    default:
      return undefined;
  }
}
