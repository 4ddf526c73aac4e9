import assert from "node:assert/strict";
import { ask, LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHART_FILE, IMAGE_FILE } from "../deploys/flux-files.ts";
import { expectHandled, fluxObject, ledgerOf, shipChart } from "../deploys/flux-looks.ts";
import { commitsOf, untilGitHubShows, untilPodsRun } from "../deploys/looks.ts";
import { withFlux } from "../deploys/with-flux.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "shop-by-flux";

export const fluxDeploys: Scenario = {
  name: "flux-deploys",
  shows:
    "commands in Slack become pods of an image that a Kustomization says, and a chart of the version and digest that an OCIRepository says",
  run: (world) =>
    withFlux(world, NAME, async (site) => {
      const { says, shop, chart } = site;
      const { github } = world.hub;

      const built = await site.build("one");
      const before = await github.tip(shop.releases);
      const preview = await site.deploy(WAITS);
      const tag = `main-${built.sha.slice(0, 7)}`;
      const words = wordsOf(preview);
      assert.ok(words.includes(`${IMAGE_FILE} images[0].newTag: main-0000000 → ${tag}`), words);
      assert.equal(await github.tip(shop.releases), before);
      await press(site.site, site.site.bob, { message: preview, action: "ship" });
      const live = await says(preview, LIVE);
      await untilPodsRun(site, built);
      await untilGitHubShows(site, built, "success");
      const id = requestOf(live);
      const [commit, ...more] = await commitsOf(site, id);
      assert.deepEqual(more, []);
      await expectHandled(site, id, ["GitRepository/releases", "Kustomization/app"]);
      const { status } = await fluxObject(site, "Kustomization", "app");
      assert.equal(status.lastAppliedRevision, `main@sha1:${commit}`);
      const { releases } = await ledgerOf(site, commit);
      assert.deepEqual(
        releases.map(({ image, digest }) => `${String(image)}@${String(digest)}`),
        [built.image],
      );

      const digest = await site.push("1.4.2");
      await site.push("1.4.3");
      const shipped = await shipChart(site, "1.4.2");
      assert.ok(wordsOf(shipped).includes(`${CHART_FILE} spec.ref.tag: 1.4.1 → 1.4.2`), wordsOf(shipped));
      const chartLive = requestOf(await says(shipped, LIVE));
      const [chartCommit] = await commitsOf(site, chartLive);
      await expectHandled(site, chartLive, [
        "GitRepository/releases",
        "Kustomization/charts",
        "OCIRepository/chart",
      ]);
      const source = await fluxObject(site, "OCIRepository", "chart");
      assert.equal(source.status.artifact?.revision, `1.4.2@${digest}`);
      const { charts } = await ledgerOf(site, chartCommit);
      assert.deepEqual(
        charts.map((one) => [one["config"], one["channel"], one["chart"], one["version"], one["digest"]]),
        [[`${NAME}-chart`, "prod", chart, "1.4.2", digest]],
      );
      const version = await world.until("Flux has applied the chart", async () => {
        const { status: content } = await fluxObject(site, "Kustomization", "content");
        return content.lastAppliedRevision === `1.4.2@${digest}`
          ? world.kubernetes.get<{ readonly data: object }>("configmap", "version", NAME)
          : undefined;
      });
      assert.deepEqual(version.data, { version: "1.4.2" });

      const listed = await ask(site.site, site.site.alice, {
        command: `/deploy versions ${NAME}-chart`,
        says: "newer: ",
      });
      assert.match(listed.text, /\*prod\* `1\.4\.2` · newer: 1\.4\.3$/m);
    }),
};
