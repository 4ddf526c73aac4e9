import assert from "node:assert/strict";
import { join } from "node:path";
import { startCluster } from "@release-channels/sandbox";
import { startHub, type Hub } from "../hub.ts";
import { differencesOf, unexpected } from "../recorder/differences.ts";
import { observe, type Names, type Observation } from "../recorder/observe.ts";
import { FIRST, STEPS, type Step } from "../recorder/steps.ts";
import { ENVIRONMENT } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { registerWell } from "../well.ts";
import type { World } from "../world.ts";

const here = { name: "compared", fullName: "acme/compared" };

export const standInCluster: Scenario = {
  name: "stand-in-cluster",
  shows: "the sandbox's cluster tells GitHub of the same commits what Argo CD tells, but for what is listed",
  run: async (world) => {
    const real = await playReal(world);
    const standIn = await playStandIn(world);
    const found = unexpected(differencesOf(real, standIn));
    assert.equal(found.length, 0, found.join("\n\n"));
  },
};

async function playReal(world: World): Promise<ReadonlyMap<string, Observation>> {
  await registerWell(world, { ...here, files: FIRST });
  const names = { application: here.name, argoCdUrl: world.argoCd.url };
  return await play(world.hub, names, (step, sha) =>
    world.until(`Argo CD is done with the step "${step.name}"`, async () => {
      if (step.rollsOut) return isTold(world.hub, sha);
      const { sync, conditions = [] } = (await world.argoCd.application(here.name))?.status ?? {};
      const isSeen = sync?.revision === sha || conditions.some(({ type }) => type === "ComparisonError");
      return isSeen ? true : undefined;
    }),
  );
}

/** GitHub shows how it ended, in both ways. */
function isTold({ github }: Hub, sha: string): true | undefined {
  const [status] = github.statuses(here.fullName, sha);
  const deployment = github.deployments(here.fullName).find((found) => found.sha === sha);
  const isOver = (state: string | undefined): boolean => state === "success" || state === "failure";
  return isOver(status?.state) && isOver(deployment?.statuses[0]?.state) ? true : undefined;
}

/** With its own GitHub, over http: it is given no certificate to trust. */
async function playStandIn({ processes }: World): Promise<ReadonlyMap<string, Observation>> {
  const folder = join(processes.folder, "stand-in");
  const hub = await startHub(folder);
  await hub.github.createRepository(here.fullName, { private: true, files: FIRST });
  const names = { application: here.name, argoCdUrl: "https://argocd.acme.dev" };
  const cluster = await startCluster({
    cloneUrl: hub.github.repository(here.fullName).cloneUrl,
    branch: "main",
    token: hub.token(here.fullName),
    directory: join(folder, "cluster"),
    // When a step says so.
    pollMs: 1_000_000,
    folder: "k8s",
    notifications: {
      apiUrl: hub.github.apiUrl,
      token: hub.github.createToken({
        actor: `${hub.app.slug}[bot]`,
        kind: "installation",
        installationId: hub.installation("acme").id,
        repositories: [here.fullName],
        permissions: hub.app.permissions,
      }),
      repository: here.fullName,
      environment: ENVIRONMENT,
      ...names,
    },
  });
  try {
    // Without the folder it cannot continue, just like Argo CD.
    return await play(hub, names, () => cluster.refresh().catch(() => undefined));
  } finally {
    await cluster.close();
    await hub.stop();
  }
}

/** Pushes each step's commit, lets the side see it, and looks at all of them when the last one is over. */
async function play(
  hub: Hub,
  names: Names,
  see: (step: Step, sha: string) => Promise<unknown>,
): Promise<ReadonlyMap<string, Observation>> {
  const pushed: { readonly step: Step; readonly sha: string; readonly from: number }[] = [];
  for (const step of STEPS) {
    const from = hub.github.requests.length;
    const sha = await hub.commit(here.fullName, step.name, step.changes);
    pushed.push({ step, sha, from });
    await see(step, sha);
  }
  return new Map(
    pushed.map(({ step, sha, from }, at) => [
      step.name,
      observe(hub, { fullName: here.fullName, sha, names, from, to: pushed[at + 1]?.from }),
    ]),
  );
}
