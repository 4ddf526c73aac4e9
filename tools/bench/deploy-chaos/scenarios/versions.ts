import { send, tokenFor } from "@release-channels/sandbox";
import { requestOf } from "../../../deploys/people.ts";
import { FAR } from "../far.ts";
import type { Expected, Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { askFor, newText, shipTogether } from "./deploy.ts";

export const byCommit: Scenario = {
  name: "deploy of a commit",
  play: async (world) => {
    const build = await world.build(newText());
    const message = await askFor(world, build.sha);
    await shipTogether(world, message);
    return [{ id: requestOf(message), build, ends: ["succeeded"] }];
  },
};

export const byPullRequest: Scenario = {
  name: "deploy of a pull request",
  play: async (world) => {
    const { github, shop, site } = world;
    const text = newText();
    const branch = text.replace(" ", "-");
    await github.createBranch(shop.source, branch);
    const url = `${github.apiUrl}/repos/${shop.source}/contents/${branch}.md`;
    const written = await send(url, {
      token: tokenFor(github, [shop.source], { contents: "write" }),
      method: "PUT",
      body: { message: text, content: Buffer.from(text).toString("base64"), branch },
    });
    const build = site.build(String(written.json.commit.sha), branch);
    const { number } = await github.openPullRequest(shop.source, { head: branch });
    const message = await askFor(world, `#${number}`);
    await shipTogether(world, message);
    return [{ id: requestOf(message), build, ends: ["succeeded"] }];
  },
};

export const toAnotherRepository: Scenario = {
  name: "deploy whose file is in another repository",
  play: async (world) => [await deployFar(world)],
};

/** A new build is asked for where its file is in another repository. */
export async function deployFar(world: ChaosWorld): Promise<Expected> {
  const build = await world.build(newText());
  const message = await askFor(world, "main", FAR);
  await shipTogether(world, message);
  return { id: requestOf(message), build, channel: FAR, ends: ["succeeded"], farCommits: 1 };
}
