import { setTimeout as sleep } from "node:timers/promises";
import type { SlackMessage } from "@release-channels/sandbox";
import { hasEnded } from "../../../../lib/deploys/request.ts";
import { findRequest } from "../../../../lib/store/requests.ts";
import { ask, press, requestOf, WAITS } from "../../../deploys/people.ts";
import { CHANNEL } from "../../../deploys/shop.ts";
import { FLEET, fleetConfig } from "../fleet.ts";
import { LAB, labConfig } from "../lab.ts";
import type { Expected, Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

let built = 0;

/** A text that no build had before. */
export function newText(): string {
  built += 1;
  return `build ${built}`;
}

/** Asks for a deploy. @returns the message that shows what would happen */
export function askFor({ site, shop }: ChaosWorld, what: string, channel = CHANNEL): Promise<SlackMessage> {
  const configs: Readonly<Record<string, string>> = { [LAB]: labConfig(shop), [FLEET]: fleetConfig(shop) };
  const config = configs[channel] ?? shop.name;
  return ask(site, site.alice, { command: `/deploy ${config} ${what} to ${channel}`, says: WAITS });
}

/** Two people confirm it at once. */
export async function shipTogether({ site }: ChaosWorld, message: SlackMessage): Promise<void> {
  await Promise.all([site.alice, site.bob].map((user) => press(site, user, { message, action: "ship" })));
}

/** What happens to a usual deploy. */
export interface Disturbance {
  /** Before it is asked for. */
  readonly before?: ((world: ChaosWorld) => Promise<void> | void) | undefined;
  /** When it was confirmed. */
  readonly confirmed?: ((world: ChaosWorld, request: string) => Promise<void> | void) | undefined;
}

/** A new build is asked for by its branch, and two people confirm it at once. */
export async function deployMain(
  world: ChaosWorld,
  { before, confirmed }: Disturbance = {},
): Promise<Expected> {
  const build = await world.build(newText());
  await before?.(world);
  const message = await askFor(world, "main");
  const id = requestOf(message);
  await shipTogether(world, message);
  await confirmed?.(world, id);
  return { id, build, ends: ["succeeded"] };
}

/** The same may be asked for anew once what was asked for before has ended. */
export async function untilEnded({ store }: ChaosWorld, request: string): Promise<void> {
  for (;;) {
    const stored = await findRequest(store.db, request).catch(() => undefined);
    if (stored !== undefined && hasEnded(stored.request)) return;
    await sleep(50);
  }
}

export const deploy: Scenario = {
  name: "deploy",
  play: async (world) => [await deployMain(world)],
};

/** Servers that know nothing yet sign in to GitHub first. */
export const freshServers: Scenario = {
  name: "deploy by servers that have just started",
  isFresh: true,
  play: async (world) => [await deployMain(world)],
};
