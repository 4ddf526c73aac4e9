import assert from "node:assert/strict";
import { LIVE, requestOf, wordsOf } from "../../deploys/people.ts";
import { CHART_FILE } from "../deploys/flux-files.ts";
import { appliedVersion, fluxObject, ledgerOf, shipChart } from "../deploys/flux-looks.ts";
import { commitsOf, untilPodsRun } from "../deploys/looks.ts";
import { withFlux } from "../deploys/with-flux.ts";
import type { Scenario } from "../scenario.ts";

export const fluxSuperseded: Scenario = {
  name: "flux-superseded",
  shows:
    "where Flux takes a later commit instead of ours, a version that it replaces is superseded, and one that it leaves is live",
  run: (world) =>
    withFlux(world, "shop-superseded", async (site) => {
      const { says, shop, flux } = site;
      const { hub } = world;
      const push = (message: string, changes: Readonly<Record<string, string>>): Promise<string> =>
        hub.commit(shop.releases, message, changes);

      const built = await site.build("one");
      await flux.stopSources();
      const image = await site.ship();
      await says(image, "Flux has not fetched ");
      const later = await push("Tell more", { "docs/readme.md": "near miss\n" });
      flux.startSources();
      await says(image, LIVE);
      await untilPodsRun(site, built);
      const app = await fluxObject(site, "Kustomization", "app");
      assert.equal(app.status.lastAppliedRevision, `main@sha1:${later}`);

      await site.push("1.4.2");
      const digest = await site.push("1.4.3");
      await flux.stopSources();
      const message = await shipChart(site, "1.4.2");
      await says(message, "Flux has not fetched ");
      const [commit = ""] = await commitsOf(site, requestOf(message));
      const text = await site.read(CHART_FILE);
      const newer = await push("Take 1.4.3", { [CHART_FILE]: text.replace('"1.4.2"', '"1.4.3"') });
      flux.startSources();
      const words = wordsOf(await says(message, "✗ superseded: "));
      assert.ok(
        words.includes(
          `lab: Flux has applied ${newer.slice(0, 7)}, which comes after ${commit.slice(0, 7)} and says another version`,
        ),
        words,
      );
      await world.until("Flux has applied 1.4.3", async () =>
        (await appliedVersion(site)) === "1.4.3" ? true : undefined,
      );
      const source = await fluxObject(site, "OCIRepository", "chart");
      assert.equal(source.status.artifact?.revision, `1.4.3@${digest}`);
      // Nobody has deployed it: what a person writes into a file is drift, until it is adopted.
      const { charts } = await ledgerOf(site);
      assert.deepEqual(
        charts.map((one) => one["version"]),
        ["1.4.2"],
      );
    }),
};
