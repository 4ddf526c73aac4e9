import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown } from "../shown.ts";
import { SUCCEEDS } from "./release-rolls.ts";

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
    await expectShown(world, { ...where, sha: broken }, DEGRADES);
    const back = await change(world, rolled.fullName, manifest("ghcr.io/acme/rolled:1"));
    await expectShown(world, { ...where, sha: back }, SUCCEEDS);
    await expectShown(world, { ...where, sha: broken }, DEGRADES);
  },
};

const DEGRADES = { statuses: ["pending", "failure"], deployments: ["in_progress", "failure"] };
