import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { moveBranch, pushFiles } from "../../../../apps/deploy-server/testing/push.ts";
import { requestOf, WAITS, wordsOf } from "../../../deploys/people.ts";
import { FAR } from "../far.ts";
import { putSweepOff } from "../quiet.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { newText, shipTogether, untilEnded } from "./deploy.ts";
import { deployFar } from "./versions.ts";

/** A deploy config comes, a build of the branch that it tracks deploys by itself, and another config comes and goes. */
export const autodeploy: Scenario = {
  name: "a build deploys by itself",
  play: async (world) => {
    const { github, shop, site } = world;
    const first = await deployFar(world);
    await untilEnded(world, first.id);
    const branch = newText().replace(" ", "-");
    const track = `{ track: ${branch}, autodeploy: [build], initial: auto }`;
    await pushFiles(github, {
      repository: shop.source,
      files: {
        ".deploy/shop.yaml": configText(world, shop.name, `${FAR}: ${track}`),
        ".deploy/gone.yaml": configText(world, "gone", "dev: { track: main, previews: true }"),
      },
    });
    await github.createBranch(shop.source, branch);
    const known = new Set(site.slack.messages(site.channel.name).map(({ ts }) => ts));
    // Its push is lost: that it follows what runs is not known, and GitHub is asked.
    await github.webhooksSettled();
    github.failWebhooks({ lose: 1 });
    const sha = await pushFiles(github, {
      repository: shop.source,
      branch,
      files: { "README.md": `${branch}\n` },
    });
    const build = site.build(sha, branch);
    const message = await site.slack.waitFor(
      (one) => !known.has(one.ts) && wordsOf(one).includes(WAITS),
      `a message says "${WAITS}"`,
    );
    await shipTogether(world, message);
    await pushFiles(github, { repository: shop.source, files: { ".deploy/gone.yaml": undefined } });
    await moveBranch(github, { repository: shop.source, branch });
    await github.webhooksSettled();
    const second = {
      id: requestOf(message),
      build,
      channel: FAR,
      ends: ["succeeded"],
      farCommits: 1,
    } as const;
    return [{ ...first, isReplaced: true }, second];
  },
};

let others = 0;

/** A repository is renamed, and of a branch's last push only a pull request tells. */
export const tracking: Scenario = {
  name: "a repository is renamed, a push is lost",
  play: async (world) => {
    const { github, store } = world;
    others += 1;
    // Others count on while this waits.
    const name = `other-${others}`;
    const repository = `acme/${name}`;
    const { id } = await github.createRepository(repository, { files: { "README.md": "other\n" } });
    await github.createBranch(repository, "topic");
    await pushFiles(github, { repository, branch: "topic", files: { "a.md": "a\n" } });
    const nameNow = async (): Promise<string | undefined> => {
      const { rows } = await sql<{
        name: string;
      }>`select name from repositories where id = ${id}`.execute(store.db);
      return rows[0]?.name;
    };
    github.renameRepository(repository, `${name}-new`);
    const renamed = `${repository}-new`;
    await pushFiles(github, { repository: renamed, branch: "topic", files: { "b.md": "b\n" } });
    while ((await nameNow()) !== renamed) await sleep(50);
    await github.webhooksSettled();
    // The sweep would ask for the lost push again, maybe before the pull request tells of it.
    await putSweepOff(world);
    github.failWebhooks({ lose: 1 });
    await pushFiles(github, { repository: renamed, branch: "topic", files: { "c.md": "c\n" } });
    await github.openPullRequest(renamed, { head: "topic" });
    await github.webhooksSettled();
    await moveBranch(github, { repository: renamed, branch: "topic" });
    await github.webhooksSettled();
    return [];
  },
};

function configText({ shop }: ChaosWorld, name: string, channels: string): string {
  const artifact = `{ repository: ${shop.source}, container: ${shop.name}, image: "${shop.image}:{branch}-{short-sha}" }`;
  return `version: 1\nname: ${name}\nteam: payments\nartifact: ${artifact}\nchannels: { ${channels} }\n`;
}
