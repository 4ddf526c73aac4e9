import { describe, expect, test } from "@jest/globals";
import { VIRTUAL } from "../../../../lib/deploys/desired.ts";
import { desiredOfSpec, readDeployConfig } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { at } from "../../../../lib/deploys/narrow.ts";
import { claimReconciliation, releaseReconciliation } from "../../../../lib/store/reconciliations.ts";
import {
  changes,
  condition,
  config,
  deploy,
  edit,
  home,
  image,
  insist,
  ONE,
  TWO,
  world,
} from "./kubernetes-testing.ts";
import { asking, configMap, deployment, NAMESPACE, wanting } from "./testing/world.ts";

describe("a deploy", () => {
  test("says what should run, applies it by digest, and prunes what is named no more", async () => {
    const first = await home.push({ deployment: deployment(), settings: configMap("settings") });
    expect(await deploy(first, ONE)).toEqual({ kind: "healthy", says: "healthy" });
    expect(image()).toBe(`${first.to.artifact?.image}@${first.to.artifact?.digest}`);
    expect(desiredOfSpec(readDeployConfig(config()).spec)).toEqual(first.to);
    expect(readDeployConfig(config()).spec.request).toBe(ONE);
    expect(condition("Applied")).toBe("True Applied all objects are as the specs say");
    expect(condition("Drifted")).toBe("False AsApplied nobody else has changed anything");
    expect(changes()).toEqual([
      "POST deployconfigs",
      "PATCH deployconfigs/shop.prod",
      "PATCH configmaps/settings",
      "PATCH deployments/shop",
      "PATCH deployconfigs/shop.prod/status",
    ]);

    world.cluster.create(
      { kind: "ConfigMap", name: "settings-2", namespace: NAMESPACE },
      { data: {} },
      "kubectl",
    );
    const second = await home.push({ deployment: deployment() });
    expect(await world.engine.rehearse(second)).toEqual([
      { resource: "Deployment/shop", isExpected: true },
      { resource: "ConfigMap/settings (deleted)", isExpected: false },
    ]);
    expect(await deploy(second, TWO)).toEqual({ kind: "healthy", says: "healthy" });
    expect(image()).toBe(`${second.to.artifact?.image}@${second.to.artifact?.digest}`);
    expect(world.at("ConfigMap", "settings")).toBeUndefined();
    expect(world.at("ConfigMap", "settings-2")).toBeDefined();
    // Who asked first is told that somebody else came after.
    expect(await world.engine.observe(asking(first, ONE))).toEqual({
      kind: "failed",
      code: "foreign revision",
      says: `request ${TWO} has said since what should run`,
    });
  });

  test("asked for twice is the same", async () => {
    const wanted = await home.push({ deployment: deployment() });
    await deploy(wanted, ONE);
    const before = changes().length;
    expect(await world.other.request(asking(wanted, ONE), insist)).toEqual({
      kind: "accepted",
      operation: ONE,
    });
    expect(await world.other.observe(asking(wanted, ONE))).toEqual({ kind: "healthy", says: "healthy" });
    expect(changes()).toHaveLength(before);
  });

  test("of a database that was restored takes back nothing that the ledger says by now", async () => {
    const first = await home.push({ deployment: deployment() });
    const second = await home.push({ deployment: deployment() });
    const third = await home.push({ deployment: deployment() });
    await deploy(first, ONE);
    await deploy(second, TWO);
    const again = { ...asking(first, ONE), later: second.to };
    const says = "the cluster was told of a later release since";
    const before = changes().length;
    expect(await world.engine.request(again, insist)).toEqual({ kind: "superseded", says });
    expect(await world.engine.observe(again)).toEqual({ kind: "superseded", says });
    expect(changes()).toHaveLength(before);
    // What the ledger says by now is to come still: until then, this one's turn is.
    expect(await world.engine.request({ ...again, later: third.to }, insist)).toEqual({
      kind: "accepted",
      operation: ONE,
    });
    expect(desiredOfSpec(readDeployConfig(config()).spec)).toEqual(first.to);
  });

  test("goes on as long as pods are missing", async () => {
    world.cluster.setReady(false);
    const wanted = await home.push({ deployment: deployment() });
    expect(await deploy(wanted, ONE)).toEqual({
      kind: "synced",
      says: "Deployment/shop 0 of 2 pods ready",
    });
    expect((await world.engine.standing()).operation).toMatchObject({ request: ONE, isEnding: false });
    const late = {
      type: "Progressing",
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: "over",
    };
    edit("Deployment", { status: { conditions: [late] } }, "kube-controller-manager");
    expect(await world.engine.observe(asking(wanted, ONE))).toEqual({
      kind: "failed",
      code: "degraded",
      says: "Deployment/shop has not got ready in time: over",
    });
    expect(condition("Ready")).toMatch(/^False Degraded /);
    edit("Deployment", { status: { conditions: [], availableReplicas: 2 } }, "kube-controller-manager");
    expect(await world.engine.observe(asking(wanted, ONE))).toEqual({ kind: "healthy", says: "healthy" });
  });

  test("is undeployed whole, and stays known", async () => {
    const wanted = await home.push({ deployment: deployment(), settings: configMap("settings") });
    await deploy(wanted, ONE);
    world.cluster.create(
      { kind: "ConfigMap", name: "copied", namespace: NAMESPACE },
      { metadata: { labels: at(world.at("ConfigMap", "settings"), "metadata", "labels") }, data: {} },
      "kubectl-create",
    );
    expect(await deploy(wanting(VIRTUAL), TWO)).toEqual({ kind: "healthy", says: "healthy" });
    expect(world.at("Deployment", "shop")).toBeUndefined();
    expect(world.at("ConfigMap", "settings")).toBeUndefined();
    expect(world.at("ConfigMap", "copied")).toBeDefined();
    expect(at(config(), "spec")).toEqual({
      config: "shop",
      channel: "prod",
      repository: "acme/shop",
      path: ".deploy/shop.yaml",
      request: TWO,
    });
    expect(condition("Ready")).toBe("True Undeployed nothing is deployed");
    expect(condition("Drifted")).toMatch(/^True ObjectsChanged ConfigMap\/copied carries the label/);
  });
});

test("one replica at a time changes what is there", async () => {
  const wanted = await home.push({ deployment: deployment() });
  await world.engine.request(asking(wanted, ONE), insist);
  const lease = await claimReconciliation(home.store.db, "lab/shop/shop.prod", {
    owner: "three",
    leaseMs: 60_000,
  });
  expect(await world.engine.observe(asking(wanted, ONE))).toEqual({
    kind: "progressing",
    says: "the cluster has been told, and nothing is applied yet",
  });
  expect(world.at("Deployment", "shop")).toBeUndefined();
  if (lease === undefined) throw new Error("nobody had it");
  await releaseReconciliation(home.store.db, lease);
  expect(await world.other.observe(asking(wanted, ONE))).toMatchObject({ kind: "healthy" });
});

test("a request that is another replica's by now is not written", async () => {
  const wanted = await home.push({ deployment: deployment() });
  const lost = () => Promise.reject(new Error("the lease is lost"));
  await expect(world.engine.request(asking(wanted, ONE), lost)).rejects.toThrow("the lease is lost");
  expect(config()).toBeUndefined();
});

test("what the cluster fails at is tried again", async () => {
  const wanted = await home.push({ deployment: deployment() });
  await world.engine.request(asking(wanted, ONE), insist);
  world.cluster.inject({ operation: "patch", fault: { kind: "status", status: 503 }, times: 1 });
  await expect(world.engine.observe(asking(wanted, ONE))).rejects.toMatchObject({ name: "Passing" });
  expect(await world.engine.observe(asking(wanted, ONE))).toMatchObject({ kind: "healthy" });
});
