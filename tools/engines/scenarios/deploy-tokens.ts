import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { tokenOf } from "../deploys/argo-cd.ts";
import { commitsOf, githubShows, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";
import { NOTHING } from "../shown.ts";

export const deployTokens: Scenario = {
  name: "deploy-tokens",
  shows:
    "a wrong and an expired token end a deploy before the commit, one that may only look after it; each says what to do",
  run: (world) =>
    withShop(world, { name: "shop-tokens" }, async (shop) => {
      const { site, says, cluster } = shop;
      const useToken = (token: string): void => writeFileSync(cluster.tokenFile, token);
      const built = await shop.build("one");
      const before = await world.hub.github.tip(shop.shop.releases);
      const expired = await tokenOf(world, shop.shop, { role: "deploy", expiresIn: "1s" });
      await world.until("the token has expired", async () => {
        const answer = await fetch(`${cluster.url}/api/v1/applications?project=${shop.shop.name}`, {
          headers: { authorization: `Bearer ${expired}` },
        });
        return answer.status === 401 ? true : undefined;
      });
      for (const token of ["not.a.token", expired]) {
        useToken(token);
        const refused = await shop.deploy("does not take the token of file:");
        assert.match(wordsOf(refused), /It has expired or was revoked: put a new one there/);
        assert.ok(!wordsOf(refused).includes(token));
      }
      assert.equal(await world.hub.github.tip(shop.shop.releases), before);
      assert.deepEqual(githubShows(shop, built), NOTHING);

      useToken(await tokenOf(world, shop.shop, { role: "reader" }));
      const preview = await shop.deploy(WAITS);
      await press(site, site.bob, { message: preview, action: "ship" });
      const forbidden = await says(preview, "Argo CD refuses it to the token of file:");
      assert.match(wordsOf(forbidden), /Give its account or role that right/);
      assert.equal((await commitsOf(shop, requestOf(preview))).length, 1);
      await untilGitHubShows(shop, built, "failure");

      // A new token counts at once, without a restart.
      useToken(await tokenOf(world, shop.shop, { role: "deploy" }));
      const again = await shop.ship();
      await says(again, LIVE);
      await untilPodsRun(shop, built);
      await untilGitHubShows(shop, built, "failure", "success");
    }),
};
