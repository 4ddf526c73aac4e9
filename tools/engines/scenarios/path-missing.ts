import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { change, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, NOTHING, shownAt, SUCCEEDS } from "../shown.ts";
import { registerWell } from "../well.ts";

const here = { name: "path-missing", fullName: "acme/path-missing" };
const manifest = (tag: string): string =>
  deployment({ name: here.name, image: `ghcr.io/acme/path-missing:${tag}` });

export const pathMissing: Scenario = {
  name: "path-missing",
  shows:
    "a commit without the folder starts no sync and shows nothing; Argo CD alone says why; the next one succeeds",
  run: async (world) => {
    await registerWell(world, { ...here, files: { "k8s/app.yaml": manifest("1") } });
    const before = await change(world, here.fullName, { "k8s/app.yaml": manifest("2") });
    await expectShown(world, { ...shownOf(here), sha: before }, SUCCEEDS);
    const moved = await change(world, here.fullName, {
      "k8s/app.yaml": undefined,
      "manifests/app.yaml": manifest("3"),
    });
    const condition = await world.until("Argo CD misses the folder", async () => {
      const { conditions = [] } = (await world.argoCd.application(here.name))?.status ?? {};
      return conditions.find(({ type }) => type === "ComparisonError");
    });
    assert.match(condition.message, /k8s: app path does not exist/);
    const { sync, health } = (await world.argoCd.application(here.name))?.status ?? {};
    assert.deepEqual([sync?.status, health?.status], ["Unknown", "Healthy"]);
    const back = await change(world, here.fullName, { "k8s/app.yaml": manifest("4") });
    await expectShown(world, { ...shownOf(here), sha: back }, SUCCEEDS);
    assert.deepEqual(shownAt(world, { ...shownOf(here), sha: moved }), NOTHING);
    // The commit that runs meanwhile is told nothing of it: the next one has ended its deployment.
    assert.deepEqual(shownAt(world, { ...shownOf(here), sha: before }), {
      ...SUCCEEDS,
      deployments: [...SUCCEEDS.deployments, "inactive"],
    });
  },
};
