/** Types into the Slack of a running demo: `./scripts/slack "/deploy …"`, or clicks: `./scripts/slack "Ship all"`. */
import { styleText } from "node:util";
import { buttonsOf, drawMessage, type Drawable } from "./drawing.ts";
import { readOffer, type SlackOffer } from "./offer.ts";

interface Shown extends Drawable {
  readonly ts: string;
}

const [text = "", ...rest] = process.argv.slice(2);
const offer = await readOffer();
try {
  if (text === "" || rest.length > 0) throw new Error('Usage: ./scripts/slack "/deploy web main to prod"');
  if (offer === undefined)
    throw new Error(
      "No demo runs here: start ./scripts/demo --keep in another terminal, and wait for its end.",
    );
  await act(offer, text);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function act(offer: SlackOffer, text: string): Promise<void> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    await actListening(
      offer,
      text,
      await fetch(`${offer.url}/channels/${offer.channel}/changes`, { signal }),
    );
  } finally {
    listening.abort();
  }
}

async function actListening(offer: SlackOffer, text: string, changes: Response): Promise<void> {
  const before = new Map((await messages(offer)).map((message) => [message.ts, JSON.stringify(message)]));
  if (text.startsWith("/")) await post(offer, `/channels/${offer.channel}/type`, { text });
  else await click(offer, text);
  await follow(offer, changes, before);
}

/** Prints what is new and what changes, until something waits for a click, or has ended. */
async function follow(offer: SlackOffer, changes: Response, before: Map<string, string>): Promise<void> {
  if (await print(offer, before)) return;
  for await (const _ of changes.body ?? []) if (await print(offer, before)) return;
}

/** @returns whether there is nothing to wait for */
async function print(offer: SlackOffer, before: Map<string, string>): Promise<boolean> {
  let isOver = false;
  for (const message of await messages(offer)) {
    const now = JSON.stringify(message);
    if (before.get(message.ts) === now) continue;
    before.set(message.ts, now);
    for (const line of drawMessage(message, (id) => offer.names[id] ?? id))
      console.log(`${styleText("blue", "│", { stream: process.stdout })} ${line}`);
    console.log();
    const asks = buttonsOf(message).some(({ action }) => !["cancel", "stop", "changes"].includes(action));
    isOver ||= message.blocks.length === 0 || asks || /[✓✗] (?:live|[a-z])/.test(lastStatus(message));
  }
  return isOver;
}

/** The end of the line that says how far a deploy has come. */
function lastStatus(message: Shown): string {
  return (
    drawMessage(message, (id) => id)
      .findLast((line) => /[…✓✗]/.test(line))
      ?.split(" · ")
      .at(-1) ?? ""
  );
}

async function click(offer: SlackOffer, label: string): Promise<void> {
  for (const message of (await messages(offer)).toReversed()) {
    const button = buttonsOf(message).find((one) => one.label.toLowerCase() === label.toLowerCase());
    if (button === undefined) continue;
    const { action, value } = button;
    await post(offer, `/messages/${offer.channel}/${message.ts}/click`, { action, value });
    return;
  }
  throw new Error(`No message has a button "${label}".`);
}

async function post(
  offer: SlackOffer,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const body = new URLSearchParams({ ...fields, as: offer.as });
  const answer = await fetch(offer.url + path, { method: "POST", body, redirect: "manual" });
  const location = answer.headers.get("location") ?? "/";
  const notice = new URL(location, offer.url).searchParams.get("notice");
  if (answer.status !== 303) throw new Error(`Slack answered ${answer.status}: ${await answer.text()}`);
  if (notice !== null) throw new Error(notice);
}

async function messages({ url, channel, as }: SlackOffer): Promise<readonly Shown[]> {
  const answer = await fetch(`${url}/channels/${channel}/messages?as=${as}`);
  const shown: readonly Shown[] = JSON.parse(await answer.text());
  return shown;
}
