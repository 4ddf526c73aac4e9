import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS, SUCCEEDS } from "../shown.ts";

const rolled = { name: "rolled", fullName: "acme/rolled" };
const manifest = (image: string): Record<string, string> => ({
  "k8s/rolled.yaml": deployment({ name: "rolled", image, progressDeadline: 5 }),
});

export const rollback: Scenario = {
  name: "rollback",
  shows: "a commit that goes back after a failure is a success of its own, and the failed one stays failed",
  run: async (world) => {
    await register(world, [{ ...rolled, files: manifest("ghcr.io/acme/rolled:1") }]);
    const where = shownOf(rolled);
    const broken = await change(world, rolled.fullName, manifest("ghcr.io/acme/broken:2"));
    await expectShown(world, { ...where, sha: broken }, FAILS);
    const back = await change(world, rolled.fullName, manifest("ghcr.io/acme/rolled:1"));
    await expectShown(world, { ...where, sha: back }, SUCCEEDS);
    await expectShown(world, { ...where, sha: broken }, FAILS);
  },
};
