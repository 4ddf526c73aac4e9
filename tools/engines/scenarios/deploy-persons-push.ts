import assert from "node:assert/strict";
import { runGit } from "@release-channels/sandbox";
import { LIVE, press, WAITS, wordsOf } from "../../deploys/people.ts";
import { VALUES_FILE } from "../../deploys/shop.ts";
import { POLLING } from "../argo-cd/start.ts";
import { expectOneOfEach, statusOf, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

export const deployPersonsPush: Scenario = {
  name: "deploy-persons-push",
  shows:
    "a person's push is not passed on to Argo CD, which does not see it until a deploy that names it ships it; the server's own is",
  run: async (world) => {
    await world.argoCd.poll("0s");
    try {
      await withShop(world, { name: "shop-pushed" }, async (shop) => {
        const { site, says } = shop;
        const { releases } = shop.shop;
        const { github } = world.hub;
        const pushes = () =>
          site.replicas.flatMap((replica) => replica.log()).filter(({ msg }) => msg === "push");
        const compared = async (): Promise<string | undefined> =>
          (await statusOf(world, shop.shop)).sync?.revision;
        const before = await compared();
        const { gitDir } = github.repository(releases);
        const values = await runGit(gitDir, "show", `main:${VALUES_FILE}`);
        const theirs = await world.hub.commit(releases, "Scale up", {
          [VALUES_FILE]: values.replace("replicas: 2", "replicas: 3"),
        });
        const push = await world.until("the server has looked at the push", async () =>
          pushes().find(({ after }) => after === theirs),
        );
        assert.deepEqual([push["pusher"], push["isForwarded"]], ["person", false]);
        assert.equal(await compared(), before);

        const built = await shop.build("one");
        const preview = await shop.deploy(WAITS);
        assert.match(wordsOf(preview), /also ships 1 change that is not yours/);
        assert.match(wordsOf(preview), /Scale up/);
        // The preview comes from git: nobody has told Argo CD yet.
        assert.equal(await compared(), before);
        await press(site, site.bob, { message: preview, action: "ship" });
        await says(preview, LIVE);
        const commit = await expectOneOfEach(shop, preview);
        const own = await world.until("the server has looked at its own push", async () =>
          pushes().find(({ after }) => after === commit),
        );
        assert.deepEqual([own["pusher"], own["isForwarded"]], ["server", true]);
        await untilPodsRun(shop, built, 3);
      });
    } finally {
      await world.argoCd.poll(POLLING);
    }
  },
};
