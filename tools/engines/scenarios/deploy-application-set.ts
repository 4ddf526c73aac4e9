import assert from "node:assert/strict";
import { runGit } from "@release-channels/sandbox";
import { LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { createApplicationSet } from "../deploys/argo-cd.ts";
import { operationOf } from "../deploys/looks.ts";
import { withShop } from "../deploys/with-shop.ts";
import type { Scenario } from "../scenario.ts";

export const deployApplicationSet: Scenario = {
  name: "deploy-application-set",
  shows:
    "the applications that an ApplicationSet has made are named by the preview, synced at the one commit, and told of line by line",
  run: (world) =>
    withShop(world, { name: "shop-set" }, async (shop) => {
      const { site, says } = shop;
      const { name, releases } = shop.shop;
      const children = ["a", "b"].map((suffix) => `${name}-${suffix}`);
      await createApplicationSet(world, shop.shop, ["a", "b"]);
      for (const child of children) {
        await world.until(`Argo CD has ${child}`, async () =>
          (await world.argoCd.application(child)) === undefined ? undefined : true,
        );
        await world.argoCd.argocd(["app", "sync", child]);
      }
      const { gitDir } = world.hub.github.repository(releases);
      const config = await runGit(gitDir, "show", "main:db/server.yaml");
      const named = config.replace(`"application": "${name}"`, `"applicationset": "${name}"`);
      assert.notEqual(named, config);
      await world.hub.commit(releases, "Deploy to all of the ApplicationSet", { "db/server.yaml": named });

      const { sha } = await shop.build("one");
      const preview = await shop.deploy(WAITS);
      assert.ok(wordsOf(preview).includes(`syncs ${children.join(", ")} in prod-eu`), wordsOf(preview));
      await press(site, site.alice, { message: preview, action: "ship" });
      const live = wordsOf(await says(preview, LIVE));
      for (const child of children) {
        assert.ok(live.includes(`✓ ${child}: healthy`), live);
        const operation = await operationOf(world, { ...shop.shop, name: child });
        assert.equal(operation.phase, "Succeeded");
        assert.deepEqual(operation.operation.info, [{ name: "deploy-request", value: requestOf(preview) }]);
        const status = (await world.argoCd.application(child))?.status;
        assert.ok(JSON.stringify(status).includes(`main-${sha.slice(0, 7)}`), `${child} runs another image`);
      }
      // The one that no ApplicationSet has made keeps what it has.
      const alone = await operationOf(world, shop.shop);
      assert.notDeepEqual(alone.operation.info, [{ name: "deploy-request", value: requestOf(preview) }]);
      await world.kubernetes.kubectl(["delete", "applicationset", name, "--namespace", "argocd"]);
    }),
};
