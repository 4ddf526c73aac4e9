import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { addRepository, helm, installChart, storeAppKey } from "../chart.ts";
import { everything } from "../everything.ts";
import { deployment } from "../manifests.ts";
import { change, shownOf, valuesOf } from "../registration.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";
import { untilWell } from "../well.ts";
import type { World } from "../world.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = "helm/argo-stack";
const here = { name: "lasting", fullName: "acme/lasting" };
const manifest = (tag: number): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: here.name, image: `ghcr.io/acme/lasting:${tag}` }),
});

export const chartLife: Scenario = {
  name: "chart-life",
  shows:
    "the chart is upgraded from its oldest version without a rollout, reports on, and leaves nothing when it goes",
  run: async (world) => {
    await world.hub.github.createRepository(here.fullName, { private: true, files: manifest(1) });
    await addRepository(world, here.fullName);
    await storeAppKey(world);
    const before = await everything(world);
    const values = { repoRegistrations: [valuesOf(world, { ...here, files: {} })] };
    // As Helm 3 did; Helm 4 continues the way that a release began.
    await installChart(world, values, { chart: await oldestChart(world), flags: ["--server-side=false"] });
    await untilWell(world, here.name);
    const ids = await idsOf(world);

    await installChart(world, values);
    const sha = await change(world, here.fullName, manifest(2));
    await expectShown(world, { ...shownOf(here), sha }, SUCCEEDS);
    assert.deepEqual(await idsOf(world), ids);

    await helm(world, ["uninstall", "argo-stack", "--wait"]);
    await world.until("the Application is gone", async () =>
      (await world.argoCd.application(here.name)) === undefined ? true : undefined,
    );
    const after = await everything(world);
    // Argo CD created the namespace, and keeps it.
    const left = [...after].filter((name) => !before.has(name) && !name.startsWith(`${here.name}/`));
    assert.deepEqual(left, [`/namespace/${here.name}`]);
    const inNamespace = [...after].filter((name) => name.startsWith(`${here.name}/`));
    assert.deepEqual(inNamespace, [`${here.name}/serviceaccount/default`]);
    // The chart took it over from Argo CD's own installation.
    const gone = [...before].filter((name) => !after.has(name));
    assert.deepEqual(gone, ["argocd/configmap/argocd-notifications-cm"]);
  },
};

/** An object that is replaced gets another one. */
async function idsOf({ kubernetes, argoCd }: World): Promise<readonly (string | undefined)[]> {
  const found = await kubernetes.get<{ readonly metadata: { readonly uid: string } }>(
    "deployment",
    here.name,
    here.name,
  );
  const application = await argoCd.application(here.name);
  assert.ok(found !== undefined && application !== undefined);
  return [application.metadata.uid, found.metadata.uid];
}

/**
 * The oldest chart that somebody may have installed: the last tag's or, if nothing is tagged yet, the
 * oldest in the history.
 */
async function oldestChart({ processes }: World): Promise<string> {
  const git = (...args: readonly string[]): Promise<string> => run("git", ["-C", ROOT, ...args]);
  const [tag] = (await git("tag", "--list", "v*.*.*", "--sort=-version:refname")).split("\n");
  const [first] = (await git("log", "--diff-filter=A", "--format=%H", "--", `${FOLDER}/Chart.yaml`))
    .trim()
    .split("\n")
    .toReversed();
  const revision = tag === "" ? first : tag;
  if (revision === undefined || revision === "")
    throw new Error("The history does not have the chart's first version: fetch it (git fetch --unshallow).");
  const folder = join(processes.folder, "chart");
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, "chart.tar");
  await git("archive", `--output=${archive}`, `${revision}:${FOLDER}`);
  await run("tar", ["--extract", "--file", archive, "--directory", folder]);
  return folder;
}
