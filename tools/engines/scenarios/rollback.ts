import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS, SUCCEEDS, type Shown } from "../shown.ts";

const rolled = { name: "rolled", fullName: "acme/rolled" };
/** Only what never gets ready has a deadline that a busy machine would miss. */
const manifest = (image: string, progressDeadline = 600): Record<string, string> => ({
  "k8s/rolled.yaml": deployment({ name: "rolled", image, progressDeadline }),
});

/** A later commit's success ends its deployment, which is taken up again. */
const SUCCEEDS_AGAIN: Shown = {
  statuses: [...SUCCEEDS.statuses, ...SUCCEEDS.statuses],
  deployments: [...SUCCEEDS.deployments, "inactive", ...SUCCEEDS.deployments],
};

export const rollback: Scenario = {
  name: "rollback",
  shows:
    "a commit that goes back after a failure is a success of its own, and the failed one stays failed; a branch that is " +
    "put back to an earlier commit shows that one again",
  run: async (world) => {
    await register(world, [{ ...rolled, files: manifest("ghcr.io/acme/rolled:1") }]);
    const where = shownOf(rolled);
    const good = await change(world, rolled.fullName, manifest("ghcr.io/acme/rolled:2"));
    await expectShown(world, { ...where, sha: good }, SUCCEEDS);
    const broken = await change(world, rolled.fullName, manifest("ghcr.io/acme/broken:3", 5));
    await expectShown(world, { ...where, sha: broken }, FAILS);
    const back = await change(world, rolled.fullName, manifest("ghcr.io/acme/rolled:1"));
    await expectShown(world, { ...where, sha: back }, SUCCEEDS);
    await expectShown(world, { ...where, sha: broken }, FAILS);
    await world.hub.putBack(rolled.fullName, good);
    await expectShown(world, { ...where, sha: good }, SUCCEEDS_AGAIN);
  },
};
