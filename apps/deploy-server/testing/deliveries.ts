import { randomUUID } from "node:crypto";
import { deliver, type Event } from "./replay.ts";
import type { SyncWorld } from "./sync-world.ts";

/** An event of one's own making. */
export function eventOf(event: string, payload: Readonly<Record<string, unknown>>): Event {
  return { event, guid: randomUUID(), request: { payload } };
}

/** What a webhook says of a repository as it is now, and who has done it. */
export function about({ github }: SyncWorld, repository: string): Readonly<Record<string, unknown>> {
  const { id, fullName, archived } = github.repository(repository);
  const sender = { id: 1, login: "alice", type: "User" };
  return { repository: { id, full_name: fullName, default_branch: "main", archived }, sender };
}

/** Does something in GitHub. @returns what it would have told of it in events of these kinds, which are lost, in order */
export async function eventsOf(
  { github, githubApp }: SyncWorld,
  kinds: readonly string[],
  act: () => unknown,
): Promise<readonly Event[]> {
  const before = github.webhookDeliveries(githubApp).length;
  await act();
  await github.webhooksSettled();
  const all = github.webhookDeliveries(githubApp);
  return all
    .slice(0, all.length - before)
    .filter(({ event }) => kinds.includes(event))
    .toReversed();
}

/** Sends events one after the other, signed, each twice under its id and once more under another, and waits for what comes of them. */
export async function tell(world: SyncWorld, events: readonly Event[]): Promise<void> {
  const { url, settings, store } = world;
  const to = { url, secret: settings.github.webhookSecrets[0], db: store.db };
  for (const event of events) await deliver(to, [event, event, { ...event, guid: randomUUID() }]);
}
