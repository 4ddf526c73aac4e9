import assert from "node:assert/strict";
import { POLLING } from "../argo-cd/start.ts";
import { deployment } from "../manifests.ts";
import { change, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, NOTHING, shownAt, SUCCEEDS } from "../shown.ts";
import { registerWell } from "../well.ts";

const told = { name: "told", fullName: "acme/told" };
const untold = { name: "untold", fullName: "acme/untold" };
const manifest = (name: string, tag: number): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name, image: `ghcr.io/acme/${name}:${tag}` }),
});

export const pollingOff: Scenario = {
  name: "polling-off",
  shows:
    "with timeout.reconciliation 0s a push is deployed when GitHub's webhook tells of it, and not before; with polling " +
    "it is deployed anyway",
  run: async (world) => {
    const { hub, argoCd } = world;
    for (const one of [told, untold]) await registerWell(world, { ...one, files: manifest(one.name, 1) });
    const pushes: object[] = [];
    const stop = hub.github.onEvent(({ name, payload, repository }) => {
      if (name === "push" && repository.fullName === told.fullName) pushes.push(payload);
    });
    let missed = "";
    try {
      await argoCd.poll("0s");
      missed = await change(world, untold.fullName, manifest(untold.name, 2));
      // Two rounds: Argo CD had all the time that it takes for these to see the other one, too.
      for (const tag of [2, 3]) {
        const sha = await change(world, told.fullName, manifest(told.name, tag));
        assert.deepEqual(shownAt(world, { ...shownOf(told), sha }), NOTHING);
        await argoCd.announce("push", pushes.at(-1) ?? assert.fail("GitHub told of no push"));
        await expectShown(world, { ...shownOf(told), sha }, SUCCEEDS);
      }
      assert.equal(pushes.length, 2);
      assert.deepEqual(shownAt(world, { ...shownOf(untold), sha: missed }), NOTHING);
    } finally {
      stop();
      await argoCd.poll(POLLING);
    }
    await expectShown(world, { ...shownOf(untold), sha: missed }, SUCCEEDS);
  },
};
