import { moveBranch, pushFiles } from "../../../../apps/deploy-server/testing/push.ts";
import { requestOf, WAITS, wordsOf } from "../../../deploys/people.ts";
import { FAR } from "../far.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { newText, shipTogether } from "./deploy.ts";

/** A deploy config comes, a build of the branch that it tracks deploys by itself, and another config comes and goes. */
export const autodeploy: Scenario = {
  name: "a build deploys by itself",
  play: async (world) => {
    const { github, shop, site } = world;
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
    const sha = await pushFiles(github, {
      repository: shop.source,
      branch,
      files: { "README.md": `${branch}\n` },
    });
    const build = site.build(sha, branch);
    const message = await site.slack.waitFor((one) => !known.has(one.ts) && wordsOf(one).includes(WAITS));
    await shipTogether(world, message);
    await pushFiles(github, { repository: shop.source, files: { ".deploy/gone.yaml": undefined } });
    await moveBranch(github, { repository: shop.source, branch });
    await github.webhooksSettled();
    return [{ id: requestOf(message), build, channel: FAR, ends: ["succeeded"], farCommits: 1 }];
  },
};

function configText({ shop }: ChaosWorld, name: string, channels: string): string {
  const artifact = `{ repository: ${shop.source}, container: ${shop.name}, image: "${shop.image}:{branch}-{short-sha}" }`;
  return `version: 1\nname: ${name}\nteam: payments\nartifact: ${artifact}\nchannels: { ${channels} }\n`;
}
