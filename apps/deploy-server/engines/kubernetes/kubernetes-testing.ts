import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { conditionsOf } from "../../../../lib/deploys/kubernetes/conditions.ts";
import type { Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { at, textAt } from "../../../../lib/deploys/narrow.ts";
import {
  asking,
  NAMESPACE,
  startEngineHome,
  startEngineWorld,
  type EngineHome,
  type EngineWorld,
} from "./testing/world.ts";

/** What the tests of the engine have in common: a cluster for each test, a deploy in it, and what stands there. */

export let home: EngineHome;
export let world: EngineWorld;
beforeAll(async () => {
  home = await startEngineHome();
});
beforeEach(async () => {
  world = await startEngineWorld(home);
});
afterEach(() => world.cluster.close());
afterAll(() => home.stop());

export const ONE = "11111111-1111-4111-8111-111111111111";
export const TWO = "22222222-2222-4222-8222-222222222222";

/** The request is this replica's still. */
export const insist = () => Promise.resolve();

/** Deploys, and looks until the engine says how that went. */
export async function deploy(wanted: Wanted, id: string) {
  await world.engine.request(asking(wanted, id), insist);
  return world.engine.observe(asking(wanted, id));
}

export const image = () =>
  textAt(world.at("Deployment", "shop"), "spec", "template", "spec", "containers", 0, "image");
export const config = () => world.at("DeployConfig", "shop.prod");
export const condition = (type: string): string => {
  const found = conditionsOf(at(config(), "status")).find((one) => one.type === type);
  return found === undefined ? "" : `${found.status} ${found.reason} ${found.message}`;
};
export const edit = (kind: string, patch: Readonly<Record<string, unknown>>, manager = "kubectl-edit") =>
  world.cluster.edit(
    { kind, name: kind === "DeployConfig" ? "shop.prod" : "shop", namespace: NAMESPACE },
    patch,
    manager,
  );
/** What was asked of the cluster that changes something. */
export const changes = () =>
  world.cluster.requests
    .filter(({ method, path }) => method !== "GET" && !path.includes("dryRun"))
    .map(
      ({ method, path }) => `${method} ${path.replace(/^.*\/namespaces\/shop\//, "").replace(/\?.*/, "")}`,
    );
