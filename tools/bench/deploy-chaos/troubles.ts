import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "@release-channels/sandbox";
import { hasEnded } from "../../../lib/deploys/request.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { untilAllTaken } from "./quiet.ts";
import type { Expected, Scenario } from "./scenario.ts";
import { deployMain, untilEnded, type Disturbance } from "./scenarios/deploy.ts";
import type { ChaosWorld } from "./world.ts";

/** What goes wrong around the servers, with how many deploys it takes to see it. */
interface Trouble extends Disturbance {
  readonly name: string;
  readonly deploys: number;
  /** Puts all right again. */
  readonly after?: (world: ChaosWorld) => Promise<void> | void;
}

const MINUTE = 60_000;

/** Deploys while something goes wrong. @param seed of what is lost by chance */
export function troubles(seed: number): readonly Scenario[] {
  const random = seededRandom(seed);
  return [...ofSlack(), ...ofWebhooks(random), ...ofOthers()].map(scenarioOf);
}

function ofSlack(): readonly Trouble[] {
  const allIsWell = ({ site }: ChaosWorld): void => site.slack.failDeliveries({});
  return [
    {
      name: "Slack sends all twice",
      deploys: 2,
      before: ({ site }) => site.slack.failDeliveries({ double: 10 }),
      after: allIsWell,
    },
    {
      name: "Slack loses answers, and people do it again",
      deploys: 2,
      before: ({ site }) => site.slack.failDeliveries({ loseAnswers: 3 }),
      after: allIsWell,
    },
    {
      name: "Slack answers 429 for a minute",
      deploys: 1,
      before: ({ site: { slack } }) => {
        slack.inject({ operation: "*", fault: { kind: "secondary-limit", retryAfterSeconds: 10 } });
        setTimeout(() => slack.clearFaults(), MINUTE);
      },
      after: ({ site }) => site.slack.clearFaults(),
    },
  ];
}

function ofWebhooks(random: () => number): readonly Trouble[] {
  return [
    {
      name: "webhooks come twice",
      deploys: 2,
      before: ({ github }) => github.failWebhooks({ double: 20 }),
      after: ({ github }) => github.failWebhooks({}),
    },
    {
      name: "webhooks come late, in reverse",
      deploys: 2,
      before: ({ github }) => github.holdWebhooks(),
      confirmed: async (world, request) => {
        await untilCommitted(world, request);
        world.github.releaseWebhooks("reversed");
      },
    },
    {
      name: "a webhook in ten is lost",
      deploys: 10,
      before: ({ site }) => site.front.lose((path) => path === "/webhooks/github" && random() < 0.1),
      after: async (world) => {
        world.site.front.lose(() => false);
        await untilAllTaken(world);
      },
    },
  ];
}

function ofOthers(): readonly Trouble[] {
  return [
    {
      name: "Argo CD's watch drops events, and breaks",
      deploys: 2,
      confirmed: async (world, request) => {
        world.argo.dropEvents(5);
        while (!(await isOver(world, request))) {
          world.argo.cutWatches();
          await sleep(100);
        }
      },
    },
    {
      name: "PostgreSQL is killed in the middle",
      deploys: 3,
      confirmed: async (world, request) => {
        await untilCommitted(world, request);
        await world.postgresql.kill();
        await world.postgresql.start();
      },
    },
  ];
}

function scenarioOf({ name, deploys, after, ...disturbance }: Trouble): Scenario {
  return {
    name,
    play: async (world) => {
      const expected: Expected[] = [];
      for (let deploy = 0; deploy < deploys; deploy += 1) {
        const one = await deployMain(world, disturbance);
        expected.push(one);
        await untilEnded(world, one.id);
      }
      await after?.(world);
      return expected.map((one, index) => ({ ...one, isReplaced: index < expected.length - 1 }));
    },
  };
}

async function untilCommitted({ store }: ChaosWorld, request: string): Promise<void> {
  for (;;) {
    const stored = await findRequest(store.db, request).catch(() => undefined);
    if (stored !== undefined && (stored.request.commit !== undefined || hasEnded(stored.request))) return;
    await sleep(20);
  }
}

async function isOver({ store }: ChaosWorld, request: string): Promise<boolean> {
  const stored = await findRequest(store.db, request);
  return stored !== undefined && hasEnded(stored.request);
}
