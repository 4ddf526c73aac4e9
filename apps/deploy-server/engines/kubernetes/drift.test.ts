import { describe, expect, test } from "@jest/globals";
import { VIRTUAL } from "../../../../lib/deploys/desired.ts";
import { desiredOfSpec, readDeployConfig } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { at } from "../../../../lib/deploys/narrow.ts";
import {
  changes,
  condition,
  config,
  deploy,
  edit,
  home,
  image,
  ONE,
  TWO,
  world,
} from "./kubernetes-testing.ts";
import { asking, configMap, deployment, NAMESPACE, wanting } from "./testing/world.ts";

describe("what somebody changes", () => {
  test("is shown, and kept", async () => {
    const wanted = await home.push({ deployment: deployment(), settings: configMap("settings") });
    await deploy(wanted, ONE);
    await world.engine.keep(wanted);
    expect(condition("Drifted")).toBe("False AsApplied nobody else has changed anything");
    const before = changes().length;
    edit("Deployment", { spec: { replicas: 1 } });
    await world.engine.keep(wanted);
    expect(condition("Drifted")).toMatch(
      /^True ObjectsChanged Deployment\/shop: kubectl-edit owns \.spec\.replicas/,
    );
    expect(condition("Ready")).toMatch(/^True Ready /);
    edit("Deployment", { spec: { replicas: 2 } });
    world.cluster.remove({ kind: "ConfigMap", name: "settings", namespace: NAMESPACE });
    await world.engine.keep(wanted);
    expect(condition("Drifted")).toMatch(/^True ObjectsChanged ConfigMap\/settings is gone: deploy again/);
    expect(new Set(changes().slice(before))).toEqual(new Set(["PATCH deployconfigs/shop.prod/status"]));
  });

  test("is mended where the config says so, unless it is another tool's", async () => {
    const wanted = await home.push(
      { deployment: deployment(), settings: configMap("settings") },
      "drift: mend\n",
    );
    await deploy(wanted, ONE);
    edit("Deployment", { spec: { replicas: 1 } });
    world.cluster.remove({ kind: "ConfigMap", name: "settings", namespace: NAMESPACE });
    await world.engine.keep(wanted);
    expect(at(world.at("Deployment", "shop"), "spec", "replicas")).toBe(2);
    expect(world.at("ConfigMap", "settings")).toBeDefined();
    edit("Deployment", { spec: { replicas: 5 } }, "autoscaler");
    await world.engine.keep(wanted);
    expect(at(world.at("Deployment", "shop"), "spec", "replicas")).toBe(5);
    expect(condition("Drifted")).toMatch(/^True ObjectsChanged Deployment\/shop: autoscaler owns/);
  });

  test("is what runs, and is ours again once git says it, too", async () => {
    await deploy(await home.push({ deployment: deployment(), settings: configMap("settings") }), ONE);
    const next = await home.push({ deployment: deployment(), settings: configMap("settings") });
    const { image: byHand = "" } = next.to.artifact ?? {};
    const running = () => world.engine.running();
    edit("Deployment", {
      spec: { replicas: 1, template: { spec: { containers: [{ name: "app", image: byHand }] } } },
    });
    expect(await running()).toEqual({ images: [byHand] });
    await expect(world.engine.rehearse(next)).rejects.toThrow("kubectl-edit owns ");
    expect(await deploy({ ...next, isTakenOver: true }, TWO)).toEqual({ kind: "healthy", says: "healthy" });
    expect(await running()).toEqual({ images: [`${byHand}@${next.to.artifact?.digest}`] });
    await world.engine.keep(next);
    expect(condition("Drifted")).toBe("False AsApplied nobody else has changed anything");
  });

  test("of the spec applies nothing", async () => {
    const wanted = await home.push({ deployment: deployment() });
    await deploy(wanted, ONE);
    const before = image();
    const later = await home.push({ deployment: deployment() });
    edit("DeployConfig", { spec: { configSha: later.to.configSha, digest: later.to.artifact?.digest } });
    await world.engine.keep(wanted);
    expect(condition("Drifted")).toMatch(
      /^True SpecEdited DeployConfig\/shop\.prod says main-.*\(kubectl-edit\)/,
    );
    expect(image()).toBe(before);
    expect(await world.engine.observe(asking(wanted, ONE))).toMatchObject({
      kind: "failed",
      code: "foreign revision",
    });
    expect(await deploy(wanted, TWO)).toMatchObject({ kind: "healthy" });
    expect(condition("Drifted")).toMatch(/^False /);
  });

  test("is nothing before the first deploy: the config is known, and virtual", async () => {
    await world.engine.keep(wanting(VIRTUAL));
    expect(desiredOfSpec(readDeployConfig(config()).spec)).toEqual(VIRTUAL);
    expect(condition("Ready")).toBe("True Undeployed nothing is deployed");
  });
});
