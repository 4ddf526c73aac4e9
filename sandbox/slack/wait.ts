import type { Message } from "./model.ts";
import type { World } from "./world.ts";

/** Far longer than anything takes, on a busy machine, too: whoever waits this long waits in vain. */
const IN_VAIN_MS = 5 * 60_000;
/** As many messages are told to whoever has waited in vain. */
const TOLD = 20;

/** What is waited for. */
export interface Wait {
  /** In words, for whoever waits in vain: `a message says "live in"`. */
  readonly what: string;
  readonly find: (message: Message) => boolean;
  /** How long until it is in vain; five minutes unless said. */
  readonly inVainMs?: number | undefined;
}

/** The first message that is found, as soon as there is one. @throws Error in vain, with what was said instead */
export async function waitFor(world: World, { what, find, inVainMs = IN_VAIN_MS }: Wait): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const look = (): void => {
    const found = world.messages.find((message) => !message.isDeleted && find(message));
    if (found !== undefined) resolve(found);
  };
  const stop = world.changes.add(look);
  const timer = setTimeout(() => reject(new Error(inVain(world, what))), inVainMs);
  look();
  return await promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}

function inVain({ messages }: World, what: string): string {
  const said = messages.filter(({ isDeleted }) => !isDeleted).slice(-TOLD);
  const lines = said.map(
    ({ onlyFor, text }) => `  ${onlyFor === undefined ? "" : `only to ${onlyFor}: `}${text}`,
  );
  return `Waited in vain until ${what}. The newest messages are:\n${lines.join("\n") || "  none"}`;
}
