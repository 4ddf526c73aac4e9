import assert from "node:assert/strict";
import { LIVE, press, WAITS, wordsOf } from "../../deploys/people.ts";
import { askForChart, fluxObject, shipChart } from "../deploys/flux-looks.ts";
import { untilPodsRun } from "../deploys/looks.ts";
import { withFlux } from "../deploys/with-flux.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "shop-suspended";

export const fluxSuspended: Scenario = {
  name: "flux-suspended",
  shows: "what is suspended on a version's way is refused, with who has done it, until it is resumed",
  run: (world) =>
    withFlux(world, NAME, async (site) => {
      const { says, shop } = site;
      const { github } = world.hub;
      const suspend = (kustomization: string, isSuspended: boolean): Promise<string> =>
        world.kubernetes.kubectl([
          "patch",
          `kustomization.kustomize.toolkit.fluxcd.io/${kustomization}`,
          `--namespace=${NAME}`,
          "--type=merge",
          "--field-manager=mona",
          `--patch=${JSON.stringify({ spec: { suspend: isSuspended } })}`,
        ]);
      const before = await github.tip(shop.releases);
      const built = await site.build("one");

      await suspend("app", true);
      const refused = wordsOf(await site.deploy("✗ rejected: "));
      assert.match(
        refused,
        /Kustomization\/shop-suspended\/app is suspended in lab by mona at 20\d\d-\d\d-\d\dT[0-9:.]+Z, so that Flux leaves it as it is: resume it, and ask again/,
      );
      // What takes the chart is on its way as well.
      await site.push("1.4.2");
      await suspend("content", true);
      const chart = wordsOf(await askForChart(site, "1.4.2", "✗ rejected: "));
      assert.match(chart, /Kustomization\/shop-suspended\/content is suspended in lab by mona at /);
      assert.equal(await github.tip(shop.releases), before);
      const { status } = await fluxObject(site, "Kustomization", "app");
      assert.equal(status.lastHandledReconcileAt, undefined);

      await suspend("app", false);
      await suspend("content", false);
      const preview = await site.deploy(WAITS);
      // Between the preview and the commit.
      await suspend("app", true);
      await press(site.site, site.site.bob, { message: preview, action: "ship" });
      assert.match(
        wordsOf(await says(preview, "✗ ")),
        /Kustomization\/shop-suspended\/app is suspended in lab by mona/,
      );
      assert.equal(await github.tip(shop.releases), before);

      await suspend("app", false);
      await says(await site.ship(), LIVE);
      await untilPodsRun(site, built);
      await says(await shipChart(site, "1.4.2"), LIVE);
    }),
};
