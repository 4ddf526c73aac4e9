import type { SlackMessage, SlackUser } from "@release-channels/sandbox";
import { SOURCE, wordsOf, type TestWorld } from "./world.ts";

/** How people talk with the server in a test. */
export interface Talk {
  /** Types a command. @returns the new message, for the channel or for this person, as soon as it says this */
  readonly newMessage: (user: SlackUser, command: string, says: string | RegExp) => Promise<SlackMessage>;
  /** Waits until a message says this. */
  readonly until: (message: SlackMessage, says: string) => Promise<SlackMessage>;
  /** Waits until the message of a request says that it is live: lets the soak time pass. */
  readonly live: (message: SlackMessage) => Promise<void>;
  /** The same of an undeploy. */
  readonly undeployed: (message: SlackMessage) => Promise<void>;
  /** What is due later by the database's clock is due now. */
  readonly wake: () => Promise<void>;
  /** Commits to the source and builds it. */
  readonly newBuild: (text: string) => Promise<{ readonly sha: string; readonly image: string }>;
}

export function talkIn(world: TestWorld): Talk {
  const { slack, clock } = world;
  const until: Talk["until"] = ({ ts }, says) =>
    slack.waitFor((one) => one.ts === ts && wordsOf(one).includes(says), `a message says "${says}"`);
  const soaked = async (message: SlackMessage, says: string): Promise<void> => {
    await until(message, "healthy, and watched for a while");
    clock.advance(60_000);
    await until(message, says);
  };
  return {
    newMessage: async (user, command, says) => {
      const known = new Set(slack.messages("deploys", user.id).map(({ ts }) => ts));
      await slack.type(user.id, "deploys", command);
      return slack.waitFor(
        (one) => !known.has(one.ts) && (one.onlyFor ?? user.id) === user.id && isSaid(one, says),
        `${command} is answered with "${String(says)}"`,
      );
    },
    until,
    live: (message) => soaked(message, "live in"),
    undeployed: (message) => soaked(message, "undeployed in"),
    wake: async () => {
      await world.store.db.updateTable("requests").set({ due_at: "2020-01-01T00:00:00Z" }).execute();
      world.server.world.nudges.nudge("requests");
    },
    newBuild: async (text) => {
      await world.commit(SOURCE, { "README.md": `${text}\n` });
      return world.build();
    },
  };
}

function isSaid(message: SlackMessage, says: string | RegExp): boolean {
  return typeof says === "string" ? wordsOf(message).includes(says) : says.test(message.text);
}
