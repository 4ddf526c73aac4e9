import { ask, press, requestOf, until, WAITS } from "../../../deploys/people.ts";
import { runsOf } from "../applications.ts";
import { FAR } from "../far.ts";
import { LAB, labConfig, labSettings } from "../lab.ts";
import { applicationIn } from "../look.ts";
import { setPods } from "../manifests.ts";
import type { Expected, Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { askFor, newText, shipTogether, untilEnded } from "./deploy.ts";
import { deployFar } from "./versions.ts";

/** The servers apply by themselves, and delete what the build before has brought. */
export const toCluster: Scenario = {
  name: "deploy to a cluster",
  world: "cluster",
  play: async (world) => [await deployLab(world)],
};

/** Servers that know no cluster yet read how to reach it first. */
export const freshToCluster: Scenario = {
  name: "deploy to a cluster by servers that have just started",
  world: "cluster",
  isFresh: true,
  play: async (world) => [await deployLab(world)],
};

export const undeployFromCluster: Scenario = {
  name: "undeploy from a cluster",
  world: "cluster",
  play: async (world) => {
    const deployed = await deployLab(world);
    await untilEnded(world, deployed.id);
    const id = await undeploy(world, labConfig(world.shop), LAB);
    return [
      { ...deployed, isUndeployed: true },
      { ...deployed, id, isUndeploy: true, isUndeployed: true, isUnreported: true },
    ];
  },
};

/** The file goes with the undeploy's commit, and comes back with the next deploy's. */
export const undeployByRemoval: Scenario = {
  name: "undeploy by removing a file, and deploy again",
  play: async (world) => {
    const first = await deployFar(world);
    await untilEnded(world, first.id);
    const id = await undeploy(world, world.shop.name, FAR);
    await untilEnded(world, id);
    const left = runsOf(world.argo, applicationIn(FAR, world.shop));
    if (left !== undefined) throw new Error(`what runs after the undeploy is ${left}`);
    const build = await world.build(newText());
    const message = await askFor(world, "main", FAR);
    await shipTogether(world, message);
    // What is not in the cluster differs by more than its version.
    const more = await until(world.site, message, "The cluster shows more than the version");
    await shipTogether(world, more);
    return [
      { ...first, isReplaced: true },
      { ...first, id, isUndeploy: true, isUnreported: true, isReplaced: true },
      { ...first, id: requestOf(message), build },
    ];
  },
};

async function deployLab(world: ChaosWorld): Promise<Expected> {
  const text = newText();
  const build = await world.build(text, labSettings(text.replace(" ", "-")));
  const message = await askFor(world, "main", LAB);
  world.cluster.setReady(false);
  await shipTogether(world, message);
  await until(world.site, message, "0 of 2 pods ready");
  letPodsGetReady(world);
  return { id: requestOf(message), build, channel: LAB, ends: ["succeeded"] };
}

function letPodsGetReady({ cluster, shop }: ChaosWorld): void {
  cluster.setReady(true);
  const name = labConfig(shop);
  setPods(cluster, { name, namespace: name }, true);
}

/** @returns the request's id */
async function undeploy({ site }: ChaosWorld, config: string, channel: string): Promise<string> {
  const command = `/deploy undeploy ${config} from ${channel}`;
  const message = await ask(site, site.alice, { command, says: WAITS });
  await press(site, site.bob, { message, action: "ship" });
  return requestOf(message);
}
