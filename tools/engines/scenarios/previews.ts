import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { LABEL, registerPreviews } from "../preview-registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";

const previewed = { name: "previewed", fullName: "acme/previewed" };
const manifest = (tag: string): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: "previewed", image: `ghcr.io/acme/previewed:${tag}` }),
});

export const previews: Scenario = {
  name: "previews",
  shows:
    "a labelled pull request gets a preview of its own until it closes, and one without the label gets none",
  run: async (world) => {
    const { hub, argoCd } = world;
    await registerPreviews(world, { ...previewed, files: manifest("1") });
    const sha = await hub.commit(previewed.fullName, "Try something", manifest("2"), "try");
    await hub.commit(previewed.fullName, "Try more", manifest("3"), "more");
    const wanted = await hub.github.openPullRequest(previewed.fullName, { head: "try", labels: [LABEL] });
    const other = await hub.github.openPullRequest(previewed.fullName, { head: "more" });
    const nameOf = (number: number): string => `previewed-pr-${number}`;
    const environment = `preview/pr-${wanted.number}`;
    await expectShown(
      world,
      { fullName: previewed.fullName, sha, context: `argocd/${nameOf(wanted.number)}`, environment },
      SUCCEEDS,
    );
    assert.equal(await argoCd.application(nameOf(other.number)), undefined);
    await hub.github.closePullRequest(previewed.fullName, wanted.number);
    await world.until("the preview is gone", async () =>
      (await argoCd.application(nameOf(wanted.number))) === undefined ? true : undefined,
    );
    const deployed = hub.github
      .deployments(previewed.fullName)
      .filter((one) => one.originalEnvironment === environment);
    assert.deepEqual(
      deployed.map(({ statuses }) => statuses[0]?.state),
      ["inactive"],
    );
  },
};
