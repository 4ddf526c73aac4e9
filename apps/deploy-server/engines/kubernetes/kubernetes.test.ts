import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { VIRTUAL } from "../../../../lib/deploys/desired.ts";
import { conditionsOf } from "../../../../lib/deploys/kubernetes/conditions.ts";
import {
  desiredOfSpec,
  readDeployConfig,
  type Wanted,
} from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { at, textAt } from "../../../../lib/deploys/narrow.ts";
import { claimReconciliation, releaseReconciliation } from "../../../../lib/store/reconciliations.ts";
import {
  asking,
  configMap,
  deployment,
  NAMESPACE,
  startEngineHome,
  startEngineWorld,
  wanting,
  type EngineHome,
  type EngineWorld,
} from "./testing/world.ts";

let home: EngineHome;
let world: EngineWorld;
beforeAll(async () => {
  home = await startEngineHome();
});
beforeEach(async () => {
  world = await startEngineWorld(home);
});
afterEach(() => world.cluster.close());
afterAll(() => home.stop());

const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";

/** The request is this replica's still. */
const insist = () => Promise.resolve();

/** Deploys, and looks until the engine says how that went. */
async function deploy(wanted: Wanted, id: string) {
  await world.engine.request(asking(wanted, id), insist);
  return world.engine.observe(asking(wanted, id));
}

const image = () =>
  textAt(world.at("Deployment", "shop"), "spec", "template", "spec", "containers", 0, "image");
const config = () => world.at("DeployConfig", "shop.prod");
const condition = (type: string): string => {
  const found = conditionsOf(at(config(), "status")).find((one) => one.type === type);
  return found === undefined ? "" : `${found.status} ${found.reason} ${found.message}`;
};
const edit = (kind: string, patch: Readonly<Record<string, unknown>>, manager = "kubectl-edit") =>
  world.cluster.edit(
    { kind, name: kind === "DeployConfig" ? "shop.prod" : "shop", namespace: NAMESPACE },
    patch,
    manager,
  );
/** What was asked of the cluster that changes something. */
const changes = () =>
  world.cluster.requests
    .filter(({ method, path }) => method !== "GET" && !path.includes("dryRun"))
    .map(
      ({ method, path }) => `${method} ${path.replace(/^.*\/namespaces\/shop\//, "").replace(/\?.*/, "")}`,
    );

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

describe("before anything is written, it is told", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, string | RegExp]>([
    ["that a spec is invalid", { deployment: deployment("  replica: 2\n") }, /^Deployment\/shop: .*\.spec\.replica: field not declared in schema; correct the spec, and ask again$/],
    ["that a kind is not known", { deployment: deployment(), x: "apiVersion: x.dev/v1\nkind: X\nmetadata: { name: x }\n" }, "lab knows no kind X in x.dev/v1: install what brings it, or correct the spec"],
    ["that no container has the image", { deployment: deployment("", "ghcr.io/acme/shop-2") }, "no container of the specs runs ghcr.io/acme/shop, so that the deploy would change nothing: name that image, with any tag"],
    ["that a file is no YAML", { deployment: deployment(), x: "a: [" }, /^acme\/shop at [0-9a-f]{7}: k8s-\d+\/x\.yaml:1:5: not YAML/],
  ])("%s", async (_what, specs, message) => {
    const wanted = await home.push(specs);
    await expect(world.engine.rehearse(wanted)).rejects.toThrow(message);
    expect(changes()).toEqual([]);
  }); // prettier-ignore

  test("that the specs are too long, before they are read", async () => {
    const line = "# a comment that nobody needs\n";
    const [half, more] = [line.repeat(20_000), line.repeat(20_001)];
    const wanted = await home.push({ deployment: deployment(), half, more });
    const before = home.asked().length;
    await expect(world.engine.rehearse(wanted)).rejects.toThrow(
      /^shop has 12\d{5} bytes to read at [0-9a-f]{7}, and at most 1048576 are applied: name fewer specs, or shorten k8s-\d+\/more\.yaml$/,
    );
    expect(
      home
        .asked()
        .slice(before)
        .filter((path) => /(?:half|more)\.yaml/.test(path)),
    ).toEqual([]);
    expect(changes()).toEqual([]);
  });

  test("that a right is missing", async () => {
    const wanted = await home.push({ deployment: deployment(), settings: configMap("settings") });
    world.cluster.forbid("ConfigMap");
    await expect(world.engine.rehearse(wanted)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(
        /^could not read ConfigMap\/settings in lab: .*give the server's account/,
      ),
    });
    expect(changes()).toEqual([]);
  });

  test("that an object is somebody else's", async () => {
    const wanted = await home.push({ deployment: deployment(), settings: configMap("settings") });
    world.cluster.create(
      { kind: "ConfigMap", name: "settings", namespace: NAMESPACE },
      { data: { a: "b" } },
      "terraform",
    );
    const refusal = "ConfigMap/settings is there already, and belongs to terraform";
    await expect(world.engine.rehearse(wanted)).rejects.toThrow(refusal);
    // Somebody may have made it since.
    expect(await deploy(wanted, ONE)).toMatchObject({
      kind: "failed",
      code: "failed",
      says: expect.stringContaining(refusal),
    });
    expect(condition("Applied")).toMatch(/^False NotOurs ConfigMap\/settings is there already/);
    expect(world.at("Deployment", "shop")).toBeUndefined();
    expect(at(world.at("ConfigMap", "settings"), "data")).toEqual({ a: "b" });
  });

  test("that others own a field", async () => {
    await deploy(await home.push({ deployment: deployment() }), ONE);
    edit("Deployment", { spec: { replicas: 5 } }, "autoscaler");
    const next = await home.push({ deployment: deployment() });
    await expect(world.engine.rehearse(next)).rejects.toThrow(
      "Deployment/shop: autoscaler owns .spec.replicas, and the specs say something else: leave that to them",
    );
    expect(at(world.at("Deployment", "shop"), "spec", "replicas")).toBe(5);
    const left = await home.push({ deployment: deployment().replace("  replicas: 2\n", "") });
    expect(await deploy(left, TWO)).toMatchObject({ kind: "healthy" });
    expect(at(world.at("Deployment", "shop"), "spec", "replicas")).toBe(5);
  });

  test("that the release has no digest", async () => {
    const wanted = await home.push({ deployment: deployment() });
    const { to } = wanted;
    if (to.kind !== "artifactful") throw new Error("no artifact");
    const { digest: _digest, ...artifact } = to.artifact;
    await expect(world.engine.rehearse({ ...wanted, to: { ...to, artifact } })).rejects.toThrow(
      "the ledger has no digest of",
    );
  });
});

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
