import { deployment } from "../manifests.ts";
import { change, shownOf } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS } from "../shown.ts";
import { registerWell } from "../well.ts";

const here = { name: "image-missing", fullName: "acme/image-missing" };
/** Only what never gets ready has a deadline that a busy machine would miss. */
const manifest = (image: string, progressDeadline = 600): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: here.name, image, progressDeadline }),
});

export const imageMissing: Scenario = {
  name: "image-missing",
  shows: "an image that cannot be pulled shows failure when the progress deadline ends",
  run: async (world) => {
    await registerWell(world, { ...here, files: manifest("ghcr.io/acme/image-missing:1") });
    const sha = await change(world, here.fullName, manifest("ghcr.io/acme/broken:2", 5));
    await expectShown(world, { ...shownOf(here), sha }, FAILS);
  },
};
