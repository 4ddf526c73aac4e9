import { setTimeout as sleep } from "node:timers/promises";
import type { SlackView } from "@release-channels/sandbox";
import { ask, LIVE, press, requestOf, until, WAITS, wordsOf } from "../../../deploys/people.ts";
import { CHANNEL } from "../../../deploys/shop.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { askFor, deployMain, newText, shipTogether } from "./deploy.ts";

/** The same is asked for again, Slack sends it twice, and answers to our own calls are lost. */
export const askedTwice: Scenario = {
  name: "asked for twice",
  play: async (world) => {
    const { site, shop, github } = world;
    const { slack } = site;
    const command = `/deploy ${shop.name} main to ${CHANNEL}`;
    const build = await world.build(newText());
    slack.inject({ operation: "chat.postMessage", fault: { kind: "drop", when: "after" }, times: 1 });
    slack.failDeliveries({ double: 1 });
    const message = await ask(site, site.alice, { command, says: WAITS });
    slack.failDeliveries({});
    await ask(site, site.alice, { command, says: "asked for that already" });
    // The deployment is made, and not noted: it is found again.
    github.inject({
      operation: "repos/create-commit-status",
      fault: { kind: "status", status: 422 },
      times: 1,
    });
    slack.inject({
      operation: "chat.update",
      fault: { kind: "secondary-limit", retryAfterSeconds: 1 },
      times: 1,
    });
    await shipTogether(world, message);
    await site.slack.waitFor(
      (one) => one.ts === message.ts && wordsOf(one).includes(LIVE),
      `a message says "${LIVE}"`,
    );
    return [{ id: requestOf(message), build, ends: ["succeeded"] }];
  },
};

/** The message was deleted, so that its asker is told alone; and Slack's own address for answers is out of order. */
export const closedPlaces: Scenario = {
  name: "a message that is gone, an answer that is refused",
  play: async (world) => {
    const { site, shop } = world;
    const { slack, alice } = site;
    const build = await world.build(newText());
    const message = await askFor(world, "main");
    const id = requestOf(message);
    await shipTogether(world, message);
    slack.deleteMessage(message);
    await slack.waitFor(
      (one) => one.channel !== message.channel && requestOf(one) === id && wordsOf(one).includes(LIVE),
      `a message says "${LIVE}"`,
    );
    slack.inject({ operation: "response_url", fault: { kind: "status", status: 500 } });
    try {
      await ask(site, alice, { command: "/deploy status", says: `*${shop.name}/${CHANNEL}*` });
    } finally {
      slack.clearFaults();
    }
    return [{ id, build, ends: ["succeeded"], messages: 0 }];
  },
};

/** The form, filled in again where it was lost. */
export const byForm: Scenario = {
  name: "deploy by the form",
  play: async (world) => {
    const { site, shop } = world;
    const { slack, alice } = site;
    const build = await world.build(newText());
    const known = new Set(slack.messages(site.channel.name).map(({ ts }) => ts));
    const values = { app: shop.name, what: "main", channel: CHANNEL };
    for (;;) {
      const view = await openForm(world);
      const outcome = await slack.submit(alice.id, view, values);
      if (outcome.kind === "acknowledged") break;
      await slack.closeView(view);
    }
    const message = await slack.waitFor(
      (one) => !known.has(one.ts) && wordsOf(one).includes(WAITS),
      `a message says "${WAITS}"`,
    );
    await shipTogether(world, message);
    return [{ id: requestOf(message), build, ends: ["succeeded"] }];
  },
};

/** Types until a form opens and is filled; what nobody fills any more is closed. */
async function openForm({ site }: ChaosWorld): Promise<SlackView> {
  const { slack, alice, channel } = site;
  for (;;) {
    for (const view of slack.views(alice.id)) await slack.closeView(view);
    const known = new Set(slack.messages(channel.name, alice.id).map(({ ts }) => ts));
    if ((await slack.type(alice.id, channel.name, "/deploy")).kind !== "acknowledged") continue;
    for (;;) {
      const filled = slack.views(alice.id).find(({ content }) => content["submit"] !== undefined);
      if (filled !== undefined) return filled;
      const isRefused = slack
        .messages(channel.name, alice.id)
        .some(({ ts, text }) => !known.has(ts) && text.includes("The form could not be opened"));
      if (isRefused) break;
      await sleep(50);
    }
  }
}

/** Accounts are linked anew, a request is cancelled, and the next one deploys. */
export const linkAndCancel: Scenario = {
  name: "link, cancel, deploy",
  play: async (world) => {
    const { site } = world;
    const { slack, alice } = site;
    const offer = await ask(site, alice, { command: "/deploy link", says: "/link?state=" });
    const address = (/<(http[^|>]+)\|/.exec(offer.text)?.[1] ?? "").replaceAll("&amp;", "&");
    const signIn = await redirectOf(address);
    const page = await (await fetch(await redirectOf(`${signIn}&as=${alice.name}`))).text();
    const code = /\/deploy link (\S+)</.exec(page)?.[1] ?? "";
    await ask(site, alice, { command: `/deploy link ${code}`, says: "you are alice on GitHub" });
    await world.build(newText());
    const cancelled = await askFor(world, "main");
    await Promise.all(
      [alice, site.bob].map((user) => press(site, user, { message: cancelled, action: "cancel" })),
    );
    await until(site, cancelled, ": cancelled");
    const deployed = await deployMain(world);
    await slack.waitFor(
      (one) => requestOf(one) === deployed.id && wordsOf(one).includes(LIVE),
      `a message says "${LIVE}"`,
    );
    return [
      {
        ...deployed,
        id: requestOf(cancelled),
        ends: ["cancelled"],
        commits: 0,
        syncs: 0,
        isUnreported: true,
      },
      deployed,
    ];
  },
};

/** A target is locked and unlocked, each once although it may be typed twice; then it is deployed. */
export const lockAndUnlock: Scenario = {
  name: "lock, unlock, deploy",
  play: async (world) => {
    const { site, shop } = world;
    const place = `${shop.name} in ${CHANNEL}`;
    const locks = `/deploy lock ${place} because the till is counted`;
    await ask(site, site.alice, { command: locks, says: /is locked by alice|was locked by alice/ });
    await ask(site, site.bob, {
      command: `/deploy unlock ${place}`,
      says: /is unlocked|is not locked/,
    });
    return [await deployMain(world)];
  },
};

async function redirectOf(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}
