import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { change, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS } from "../shown.ts";
import { registerWell } from "../well.ts";

const here = { name: "manifests-refused", fullName: "acme/manifests-refused" };
const good = deployment({ name: here.name, image: "ghcr.io/acme/manifests-refused:1" });

export const manifestsRefused: Scenario = {
  name: "manifests-refused",
  shows: "manifests that the API server refuses show failure when the retries are used up",
  run: async (world) => {
    await registerWell(world, { ...here, files: { "k8s/app.yaml": good } });
    const bad = good.replace('"replicas": 2', '"replicas": -2');
    assert.notEqual(bad, good);
    const sha = await change(world, here.fullName, { "k8s/app.yaml": bad });
    await expectShown(world, { ...shownOf(here), sha }, FAILS);
  },
};
