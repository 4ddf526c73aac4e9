import { describe, expect, test } from "@jest/globals";
import { at } from "../../../../lib/deploys/narrow.ts";
import { changes, condition, deploy, edit, home, ONE, TWO, world } from "./kubernetes-testing.ts";
import { configMap, deployment, NAMESPACE } from "./testing/world.ts";

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
