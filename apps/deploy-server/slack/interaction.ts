import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { refusal } from "../../../lib/deploys/permission.ts";
import type { DeployRequest, GitHubAccount } from "../../../lib/deploys/request.ts";
import { transition } from "../../../lib/deploys/transition.ts";
import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { findRequest, saveRequest } from "../../../lib/store/requests.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { readReleaseState } from "../github/release-files.ts";
import { tellings } from "../messages/tellings.ts";
import { escaped } from "../messages/text.ts";
import { at, listAt, textAt } from "../narrow.ts";
import { judgeAsker } from "../people/judge.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { explained } from "./explained.ts";
import { reply, type Asked, type Typed } from "./reply.ts";
import { terminate } from "./terminate.ts";

/** A click on a button of a request's message. */
interface Click {
  readonly action: string;
  readonly request: string;
  /** Of what was shown when it was clicked. */
  readonly previewHash: string;
}

/** Does what a click asks for; whoever clicks must be allowed to ask for the deploy themselves. */
export async function handleInteraction(world: World, entry: ClaimedEntry): Promise<void> {
  const { payload } = entry;
  const typed: Typed = {
    team: textAt(payload, "user", "team_id") ?? textAt(payload, "team", "id") ?? "",
    user: textAt(payload, "user", "id") ?? "",
    channel: textAt(payload, "channel", "id") ?? textAt(payload, "container", "channel_id") ?? "",
    responseUrl: textAt(payload, "response_url"),
  };
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
  await explained(world, { entry, typed }, () => judgeClick(world, { entry, typed }, { request, click }));
}

async function judgeClick(
  world: World,
  { entry, typed }: Asked,
  { request, click }: { readonly request: DeployRequest; readonly click: Click },
): Promise<void> {
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
      { entry, typed },
      `Nothing has changed: ${escaped(refused?.says ?? "no GitHub account is linked")}.`,
    );
    return;
  }
  if (click.action === "terminate") {
    await terminate(world, state, { asked: { entry, typed }, request, by: judged.account });
    return;
  }
  await press(world, { entry, typed }, { request, click, account: judged.account });
}

async function press(
  world: World,
  asked: { readonly entry: ClaimedEntry; readonly typed: Typed },
  {
    request,
    click,
    account,
  }: { readonly request: DeployRequest; readonly click: Click; readonly account: GitHubAccount },
): Promise<void> {
  const event = eventOf(click, account);
  if (event === undefined) {
    await reply(world, asked, `The button "${escaped(click.action)}" is not known here.`);
    return;
  }
  const result = transition(request, event, world.clock.now().toISOString());
  if (result.kind !== "moved") {
    await reply(world, asked, `Nothing has changed: ${escaped(result.because)}.`);
    return;
  }
  const saved = await inTransaction(world.db, async (transaction) => {
    const outcome = await saveRequest(transaction, {
      request: result.request,
      messages: tellings(result.request),
    });
    if (outcome === "saved") await finishEntry(transaction, asked.entry);
    return outcome;
  });
  // Somebody was faster: the entry comes again, and is decided on what there is then.
  if (saved !== "saved") throw new Passing("the request has changed meanwhile", { retryInMs: 0 });
  world.nudges.nudge("requests");
  world.nudges.nudge("messages");
}

function eventOf({ action, previewHash }: Click, by: GitHubAccount): RequestEvent | undefined {
  switch (action) {
    case "ship":
      return { type: "confirmed", by, previewHash };
    case "approve":
      return { type: "approved", by, previewHash };
    case "cancel":
      return { type: "cancelled", by };
    default:
      return undefined;
  }
}

function readClick(payload: object): Click | undefined {
  if (at(payload, "type") !== "block_actions") return undefined;
  const [first] = listAt(payload, "actions");
  const [request = "", previewHash = ""] = (textAt(first, "value") ?? "").split(" ");
  const action = textAt(first, "action_id") ?? "";
  return /^[0-9a-f-]{36}$/.test(request) ? { action, request, previewHash } : undefined;
}
