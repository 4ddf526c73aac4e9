import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { runGit, send, tokenFor } from "@release-channels/sandbox";
import { sql } from "kysely";
import { requestOf, WAITS, wordsOf } from "../../../deploys/people.ts";
import { CHANNEL } from "../../../deploys/shop.ts";
import type { Built } from "../../../deploys/site.ts";
import { untilAllTaken } from "../quiet.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { askFor, deployMain, newText, shipTogether, untilEnded } from "./deploy.ts";

/** A workflow has released: the server takes it over. */
export const adoption: Scenario = {
  name: "a release is adopted",
  play: async (world) => {
    const { site } = world;
    const build = await world.build(newText());
    const known = new Set(site.slack.messages(site.channel.name).map(({ ts }) => ts));
    await releaseByActions(world, build);
    const message = await site.slack.waitFor(
      (one) => !known.has(one.ts) && wordsOf(one).includes(WAITS),
      `a message says "${WAITS}"`,
    );
    await shipTogether(world, message);
    return [{ id: requestOf(message), build, ends: ["succeeded"] }];
  },
};

/** Commits as update-database does in a workflow: with a job's token, whose commits are a bot's. */
async function releaseByActions({ github, shop }: ChaosWorld, { image, sha }: Built): Promise<void> {
  const token = tokenFor(github, [shop.releases], { contents: "write" }, "actions");
  const [name, digest] = image.split("@");
  const id = randomUUID();
  const { gitDir } = github.repository(shop.releases);
  const database = JSON.parse(await runGit(gitDir, "show", "main:db/db.json"));
  const record = {
    container: shop.name,
    channel: CHANNEL,
    image: name,
    digest,
    source: { repository: shop.source, sha, ref: "refs/heads/main", run_id: 1, run_attempt: 1 },
    released_at: new Date().toISOString().replace(/\.\d+/, ""),
    released_by: "carol",
    dispatch_id: id,
  };
  const others = database.releases.filter((one: { channel: string }) => one.channel !== CHANNEL);
  const text = `${JSON.stringify({ ...database, releases: [...others, record] }, undefined, 2)}\n`;
  const url = `${github.apiUrl}/repos/${shop.releases}/contents/db/db.json`;
  const written = await send(url, {
    token,
    method: "PUT",
    body: {
      message: `release(${shop.name}): ${CHANNEL}\n\nDispatch-Id: ${id}\nReleased-By: carol`,
      content: Buffer.from(text).toString("base64"),
      sha: (await send(url, { token })).json.sha,
    },
  });
  if (written.status !== 200) throw new Error(written.text);
}

/** The webhooks of a deploy are lost, and asked for again. */
export const lostWebhooks: Scenario = {
  name: "lost webhooks",
  play: async (world) => {
    world.github.failWebhooks({ lose: 3 });
    const expected = await deployMain(world);
    world.github.failWebhooks({});
    await untilAllTaken(world);
    return [expected];
  },
};

/** The channel is frozen while the commit is on its way: nothing is written. */
export const heldAtLast: Scenario = {
  name: "held at the last moment",
  play: async (world) => {
    const { commit, github, shop } = world;
    const build = await world.build(newText());
    const message = await askFor(world, "main");
    const [arrived, frozen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const gate = (): Promise<void> => {
      arrived.resolve();
      return frozen.promise;
    };
    github.inject({
      operation: "graphql:CommitOnBranch",
      fault: { kind: "delay", ms: 0, gate },
      times: 1,
    });
    await shipTogether(world, message);
    await arrived.promise;
    const policy = await runGit(github.repository(shop.releases).gitDir, "show", "main:db/policy.json");
    const freezes = [{ channel: CHANNEL, reason: "release week", by: "carol" }];
    const closed = `${JSON.stringify({ ...JSON.parse(policy), freezes }, undefined, 2)}\n`;
    await commit(shop.releases, { "db/policy.json": closed });
    frozen.resolve();
    const id = requestOf(message);
    await untilEnded(world, id);
    await commit(shop.releases, { "db/policy.json": policy });
    return [{ id, build, ends: ["held"], commits: 0, syncs: 0, isUnreported: true }];
  },
};

/** GitHub takes its time: whoever waits for it keeps what they work on. */
export const slowGitHub: Scenario = {
  name: "GitHub takes its time",
  play: async (world) => [
    await deployMain(world, {
      before: ({ github }) =>
        github.inject({ operation: "*", fault: { kind: "delay", ms: 12_000 }, times: 1 }),
    }),
  ],
};

/** Argo CD is away when it is told of the push: what is done for it is done again. */
export const passingFaults: Scenario = {
  name: "measured, while things fail for a moment",
  play: async (world) => {
    const { argo, site } = world;
    argo.fillWebhookQueue(true);
    try {
      return [
        await deployMain(world, {
          confirmed: async () => {
            for (const { url, isRunning } of site.replicas)
              if (isRunning()) await fetch(`${url}/metrics`).catch(() => undefined);
            await untilFailedOnce(world);
          },
        }),
      ];
    } finally {
      argo.fillWebhookQueue(false);
    }
  },
};

/** Far longer than a push needs until it cannot be passed on. */
const IN_VAIN_MS = 3 * 60_000;

/** An entry of the inbox could not be dealt with, and is tried again. */
async function untilFailedOnce({ store }: ChaosWorld): Promise<void> {
  const end = performance.now() + IN_VAIN_MS;
  while (performance.now() < end) {
    const { rows } = await sql<{ failed: number }>`
      select count(*) as failed from inbox where state = 'waiting' and error is not null`.execute(store.db);
    if ((rows[0]?.failed ?? 0) > 0) return;
    await sleep(50);
  }
  throw new Error("no entry of the inbox has failed");
}

/** Slack's websockets instead of its requests. */
export const bySockets: Scenario = {
  name: "deploy in Socket Mode",
  world: "sockets",
  isFresh: true,
  play: async (world) => [await deployMain(world)],
};
