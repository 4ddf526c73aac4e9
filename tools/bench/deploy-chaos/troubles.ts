import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "@release-channels/sandbox";
import { sql } from "kysely";
import { hasEnded } from "../../../lib/deploys/request.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import type { Trouble } from "./request.ts";
import type { ChaosWorld } from "./world.ts";

/** What goes wrong around the servers, by its name in the table; each with how many deploys it takes. */
export interface NamedTrouble extends Trouble {
  readonly name: string;
  readonly deploys: number;
  /** Puts all right again. */
  readonly after?: (world: ChaosWorld) => Promise<void> | void;
}

const MINUTE = 60_000;

/** @param seed of what is lost by chance */
export function troubles(seed: number): readonly NamedTrouble[] {
  const random = seededRandom(seed);
  return [
    { name: "two people click at once", deploys: 3 },
    {
      name: "Slack sends all twice",
      deploys: 2,
      before: ({ site }) => site.slack.failDeliveries({ double: 10 }),
      after: ({ site }) => site.slack.failDeliveries({}),
    },
    {
      name: "Slack loses answers, people do it again",
      deploys: 2,
      before: ({ site }) => site.slack.failDeliveries({ loseAnswers: 3 }),
      after: ({ site }) => site.slack.failDeliveries({}),
    },
    {
      name: "webhooks come twice",
      deploys: 2,
      before: ({ github }) => github.failWebhooks({ double: 20 }),
      after: ({ github }) => github.failWebhooks({}),
    },
    {
      name: "webhooks come in reverse, late",
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
        await sql`update chores set due_at = now()`.execute(world.store.db);
        await untilAllTaken(world);
      },
    },
    {
      name: "Slack answers 429 for a minute",
      deploys: 1,
      confirmed: async ({ site }) => {
        site.slack.inject({ operation: "*", fault: { kind: "secondary-limit", retryAfterSeconds: 10 } });
        await sleep(MINUTE);
        site.slack.clearFaults();
      },
    },
    {
      name: "Argo CD's watch drops events and breaks",
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

async function untilCommitted(world: ChaosWorld, request: string): Promise<void> {
  for (;;) {
    const stored = await findRequest(world.store.db, request);
    if (stored?.request.commit !== undefined) return;
    await sleep(20);
  }
}

async function isOver({ store }: ChaosWorld, request: string): Promise<boolean> {
  const stored = await findRequest(store.db, request);
  return stored !== undefined && hasEnded(stored.request);
}

/** Of every event some attempt has arrived in the end. */
async function untilAllTaken({ github, site }: ChaosWorld): Promise<void> {
  for (;;) {
    await github.webhooksSettled();
    const attempts = [...Map.groupBy(github.webhookDeliveries(site.githubApp), ({ guid }) => guid).values()];
    const isLost = attempts
      .slice(0, 50)
      .some((all) => !all.some(({ statusCode }) => statusCode >= 200 && statusCode < 300));
    if (!isLost) return;
    await sleep(200);
  }
}
