import { setTimeout as sleep } from "node:timers/promises";
import type { SlackMessage } from "@release-channels/sandbox";
import { ask, press, requestOf, until, WAITS } from "../../../deploys/people.ts";
import { GUARDED } from "../guarded/guarded.ts";
import { commitsWith } from "../look.ts";
import type { Expected, Scenario } from "../scenario.ts";
import type { WorldKind } from "../world-kind.ts";
import type { ChaosWorld } from "../world.ts";
import { newVersion } from "./charts.ts";
import { newText, untilEnded } from "./deploy.ts";

/** The worlds of the engines, with their names for people. */
const ENGINES: readonly (readonly [names: string, world: WorldKind])[] = [
  ["two Argo CDs", "usual"],
  ["two clusters", "cluster"],
  ["two Fluxes", "flux"],
];

/** With approvals, locks and waves, for each engine. */
export const GUARDED_SCENARIOS: readonly Scenario[] = ENGINES.flatMap(([engines, world]) => [
  { name: `${engines}: approved`, world, isWhole: true, play: approved },
  { name: `${engines}: the second fails`, world, play: secondFails },
  { name: `${engines}: locked before the approval`, world, play: lockedBefore },
  { name: `${engines}: locked in between`, world, play: lockedBetween },
]);

/** Far longer than it takes until somebody is told. */
const IN_VAIN_MS = 15 * 60_000;
const OPEN = "waits for another person's approval";

/** Nobody approves what they have asked for; a lock is taken and ended in between; another person approves. */
async function approved(world: ChaosWorld): Promise<readonly Expected[]> {
  const { site } = world;
  const { message, expected } = await askGuarded(world);
  const open = await confirm(world, message);
  const known = new Set(site.slack.messages(site.channel.name, site.alice.id).map(({ ts }) => ts));
  await press(site, site.alice, { message: open, action: "approve" });
  await site.slack.waitFor(
    ({ ts, onlyFor, text }) =>
      !known.has(ts) && onlyFor === site.alice.id && text.includes("alice asked for this"),
    "alice is told that another person has to approve it",
    IN_VAIN_MS,
  );
  await lock(world);
  await unlock(world);
  await refuseAny(world, expected.id, "before anybody has approved it");
  await approve(world, open);
  const says = world.guarded.clusters.map(({ name }) => `✓ ${name}: live`);
  return [{ ...expected, ends: ["succeeded"], ...commitsOf(world, 2), says }];
}

/** The first cluster keeps what it got. */
async function secondFails(world: ChaosWorld): Promise<readonly Expected[]> {
  const [first, second] = world.guarded.clusters;
  second.setWell(false);
  try {
    const { message, expected } = await askGuarded(world);
    await approve(world, await confirm(world, message));
    await untilEnded(world, expected.id);
    const state = world.guarded.takesPushes ? "reverted" : "failed";
    return [
      {
        ...expected,
        ends: [state],
        ...commitsOf(world, 2),
        second: "failed",
        says: [`✓ ${first.name}: live`, `✗ ${second.name}: ${state}`],
      },
    ];
  } finally {
    second.setWell(true);
  }
}

/** Whoever approves in spite of the lock ships nothing. */
async function lockedBefore(world: ChaosWorld): Promise<readonly Expected[]> {
  const { message, expected } = await askGuarded(world);
  const open = await confirm(world, message);
  await lock(world);
  try {
    await approve(world, open);
    await untilEnded(world, expected.id);
  } finally {
    await unlock(world);
  }
  return [
    {
      ...expected,
      ends: ["held"],
      commits: 0,
      syncs: 0,
      second: "not begun",
      isUnreported: true,
      says: ["was locked by bob"],
    },
  ];
}

/** What the first cluster has is not taken back, and the second gets nothing. */
async function lockedBetween(world: ChaosWorld): Promise<readonly Expected[]> {
  const [first, second] = world.guarded.clusters;
  const { message, expected } = await askGuarded(world);
  const open = await confirm(world, message);
  // It gets ready once the lock is there.
  first.hold();
  try {
    await approve(world, open);
    while (first.syncs(expected.id) === 0) await sleep(50);
    await lock(world);
    first.letGo();
    await untilEnded(world, expected.id);
  } finally {
    first.letGo();
    await unlock(world);
  }
  return [
    {
      ...expected,
      ends: ["held"],
      ...commitsOf(world, 1),
      second: "not begun",
      says: ["was locked by bob", `✓ ${first.name}: live`, `✗ ${second.name}: held`],
    },
  ];
}

/** What is asked for, before anything is known of its end. */
interface Asked {
  readonly message: SlackMessage;
  readonly expected: Pick<Expected, "id" | "build" | "version" | "channel" | "isUnreported">;
}

/** A new version is asked for by its chart, or a new build by its branch. */
async function askGuarded(world: ChaosWorld): Promise<Asked> {
  const { guarded, kind, site } = world;
  const isChart = kind === "flux";
  const version = isChart ? newVersion(world) : undefined;
  const build = isChart ? undefined : await world.build(newText());
  const command = `/deploy ${guarded.config} ${version ?? "main"} to ${GUARDED}`;
  const message = await ask(site, site.alice, { command, says: WAITS });
  const expected = { id: requestOf(message), channel: GUARDED, build };
  return {
    message,
    expected: version === undefined ? expected : { ...expected, version, isUnreported: true },
  };
}

/** Whoever has asked confirms it. @returns the message that asks others */
async function confirm({ site }: ChaosWorld, message: SlackMessage): Promise<SlackMessage> {
  await press(site, site.alice, { message, action: "ship" });
  return until(site, message, OPEN);
}

/** Another person does, twice. */
async function approve({ site }: ChaosWorld, message: SlackMessage): Promise<void> {
  await Promise.all([site.bob, site.bob].map((user) => press(site, user, { message, action: "approve" })));
}

async function lock({ guarded, site }: ChaosWorld): Promise<void> {
  const command = `/deploy lock ${guarded.config} in ${GUARDED} because the till is counted`;
  await ask(site, site.bob, { command, says: /is locked by bob|was locked by bob/ });
}

async function unlock({ guarded, site }: ChaosWorld): Promise<void> {
  const command = `/deploy unlock ${guarded.config} in ${GUARDED}`;
  await ask(site, site.bob, { command, says: /is unlocked|is not locked/ });
}

/** @throws where anything was written, or a cluster asked */
async function refuseAny(world: ChaosWorld, id: string, when: string): Promise<void> {
  const commits = await commitsWith(world, world.shop.releases, id);
  const syncs = world.guarded.clusters.map((cluster) => cluster.syncs(id));
  if (commits + Math.max(...syncs) > 0)
    throw new Error(`request ${id} has ${commits} commits and ${syncs.join(" and ")} syncs ${when}`);
}

/** @param begun of how many clusters the turn has come */
function commitsOf({ guarded }: ChaosWorld, begun: number): Pick<Expected, "commits"> {
  return { commits: guarded.takesPushes ? begun : 1 };
}
