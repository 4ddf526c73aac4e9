import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { World } from "../world.ts";

/** Where a demo that runs says how to reach its Slack. */
const FILE = fileURLToPath(new URL("../../../build/demo/slack.json", import.meta.url));

/** How `./scripts/slack` reaches the channel of a demo that runs. */
export interface SlackOffer {
  readonly url: string;
  readonly channel: string;
  /** Who types: a user's id, and the names of all. */
  readonly as: string;
  readonly names: Readonly<Record<string, string>>;
}

/** Leaves the address for `./scripts/slack`, until the demo ends. */
export async function offerSlack({ places, onClose }: Pick<World, "places" | "onClose">): Promise<void> {
  const { slack, channel, alice } = places;
  const offer: SlackOffer = {
    url: slack.url,
    channel: channel.id,
    as: alice.id,
    names: { [alice.id]: alice.name },
  };
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, JSON.stringify(offer));
  onClose(() => rm(FILE, { force: true }));
}

/** @returns undefined where no demo runs */
export async function readOffer(): Promise<SlackOffer | undefined> {
  try {
    const offer: SlackOffer = JSON.parse(await readFile(FILE, "utf8"));
    return offer;
  } catch {
    return undefined;
  }
}
