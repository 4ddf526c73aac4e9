import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, type Shown } from "../shown.ts";
import type { World } from "../world.ts";

const good = (name: string): string => deployment({ name, image: `ghcr.io/acme/${name}:1` });

/** A registration of its own for each, in a world where another one is well. */
async function fail(
  world: World,
  name: string,
  changes: Readonly<Record<string, string | undefined>>,
  expected: Shown,
): Promise<string> {
  const registration = { name, fullName: `acme/${name}` };
  await register(world, [{ ...registration, files: { "k8s/app.yaml": good(name) } }]);
  await world.until(`${name} is well`, async () => {
    const { sync, health } = (await world.argoCd.application(name))?.status ?? {};
    return sync?.status === "Synced" && health?.status === "Healthy" ? true : undefined;
  });
  const sha = await change(world, registration.fullName, changes);
  await expectShown(world, { ...shownOf(registration), sha }, expected);
  return sha;
}

export const imageMissing: Scenario = {
  name: "image-missing",
  shows: "an image that cannot be pulled shows failure when the progress deadline ends",
  run: async (world) => {
    const image = "ghcr.io/acme/broken:2";
    const manifest = deployment({ name: "image-missing", image, progressDeadline: 5 });
    await fail(
      world,
      "image-missing",
      { "k8s/app.yaml": manifest },
      {
        statuses: ["pending", "failure"],
        deployments: ["in_progress", "failure"],
      },
    );
  },
};

export const manifestsRefused: Scenario = {
  name: "manifests-refused",
  shows: "manifests that the API server refuses show failure when the retries are used up",
  run: async (world) => {
    const manifest = good("manifests-refused").replace('"replicas": 2', '"replicas": -2');
    assert.notEqual(manifest, good("manifests-refused"));
    await fail(
      world,
      "manifests-refused",
      { "k8s/app.yaml": manifest },
      {
        statuses: ["pending", "failure"],
        deployments: ["in_progress", "failure"],
      },
    );
  },
};
