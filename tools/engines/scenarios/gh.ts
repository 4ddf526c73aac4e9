import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { change, register, shownOf } from "../registration.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";
import type { World } from "../world.ts";

const here = { name: "looked-at", fullName: "acme/looked-at" };
const manifest = (tag: number): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: here.name, image: `ghcr.io/acme/looked-at:${tag}` }),
});
const api = (path: string): string => `repos/${here.fullName}/${path}`;

export const gh: Scenario = {
  name: "gh",
  shows:
    "GitHub's own client sees what Argo CD has told: the statuses, the combined state and the deployments",
  run: async (world) => {
    await register(world, [{ ...here, files: manifest(1) }]);
    const sha = await change(world, here.fullName, manifest(2));
    await expectShown(world, { ...shownOf(here), sha }, SUCCEEDS);
    const { context, environment } = shownOf(here);
    assert.equal(
      await ask(world, api(`commits/${sha}/status`), `[.state, .statuses[].context] | join(" ")`),
      `success ${context}\n`,
    );
    assert.equal(
      await ask(world, api(`commits/${sha}/statuses`), `.[] | .state + " " + .target_url`),
      ["success", "pending"]
        .map((state) => `${state} ${world.argoCd.url}/applications/argocd/${here.name}\n`)
        .join(""),
    );
    const [id = "", ...others] = (
      await ask(world, api(`deployments?sha=${sha}&environment=${environment}`), ".[].id")
    )
      .trim()
      .split("\n");
    assert.deepEqual(others, []);
    assert.equal(
      await ask(world, api(`deployments/${id}/statuses`), `.[] | .state + " " + .environment`),
      `success ${environment}\nin_progress ${environment}\n`,
    );
    await assert.rejects(ask(world, "repos/acme/nothing", ".id"), /HTTP 404/);
  },
};

/** Asks as `gh api` does, on a GitHub Enterprise Server. */
function ask({ hub, processes }: World, path: string, filter: string): Promise<string> {
  return run("gh", ["api", path, "--jq", filter], {
    env: {
      GH_HOST: new URL(hub.github.url).host,
      GH_ENTERPRISE_TOKEN: hub.reader(here.fullName),
      GH_CONFIG_DIR: processes.folder,
      GH_NO_UPDATE_NOTIFIER: "1",
      SSL_CERT_FILE: hub.certificate,
    },
  });
}
