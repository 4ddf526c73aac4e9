import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";

const shop = { name: "shop", fullName: "acme/shop" };
const manifest = (tag: string): Record<string, string> => ({
  "k8s/shop.yaml": deployment({ name: "shop", image: `ghcr.io/acme/shop:${tag}` }),
});

export const releaseRolls: Scenario = {
  name: "release-rolls",
  shows: "a commit of a registered repository shows pending, then success, each once",
  run: async (world) => {
    await register(world, [{ ...shop, files: manifest("1") }]);
    for (const tag of ["2", "3"]) {
      const sha = await change(world, shop.fullName, manifest(tag));
      await expectShown(world, { ...shownOf(shop), sha }, SUCCEEDS);
    }
  },
};
