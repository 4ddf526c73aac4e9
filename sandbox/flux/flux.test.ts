import { afterEach, describe, expect, test } from "@jest/globals";
import { at } from "../narrow.ts";
import { recordedHelmReleases } from "./recorded.ts";
import { chartAt, helmRelease, testFlux, type TestFlux } from "./testing.ts";
import { refuseTransition, shapeOf } from "./transitions.ts";

let world: TestFlux;
afterEach(() => world.stop());

/** The shapes of one recorded generation, each once in a row. */
function recorded(generation: number): readonly string[] {
  const shapes = recordedHelmReleases()
    .filter((object) => at(object, "metadata", "generation") === generation)
    .map(shapeOf);
  return shapes.filter((shape, index) => shape !== shapes[index - 1]);
}

describe("A HelmRelease goes through the states that were recorded of a real one", () => {
  test("when it is installed, and when it is upgraded", async () => {
    world = await testFlux(helmRelease(chartAt("1.4.1")));
    expect(world.shapes()).toEqual(recorded(1).slice(0, world.shapes().length));
    expect(at(world.object("HelmRelease"), "status", "history")).toMatchObject([
      { chartVersion: "1.4.1", status: "deployed", version: 1 },
    ]);

    const commit = await world.push(helmRelease(chartAt("1.4.2")));
    expect(world.shapes().slice(0, recorded(2).length)).toEqual(recorded(2));
    expect(world.object("HelmRelease")["status"]).toMatchObject({
      lastHandledReconcileAt: "push 1",
      lastAttemptedRevision: "1.4.2",
      history: [
        { chartVersion: "1.4.2", status: "deployed", version: 2 },
        { chartVersion: "1.4.1", status: "superseded", version: 1 },
      ],
    });
    expect(world.object("Kustomization", "apps")["status"]).toMatchObject({
      lastAppliedRevision: `main@sha1:${commit}`,
    });
  });

  test("when its upgrade fails, is rolled back, tried again, and given up; and when it is told to try once more", async () => {
    world = await testFlux(helmRelease(chartAt("1.4.1")));
    const pod = { reason: "CrashLoopBackOff", message: "back-off 40s restarting failed container" };
    world.flux.plan("apps/my-app", { kind: "fails", pod });
    await world.push(helmRelease(chartAt("1.4.2")));
    expect(world.object("HelmRelease")["status"]).toMatchObject({
      failures: 2,
      conditions: [
        { type: "Stalled", reason: "RetriesExceeded", message: "Failed to upgrade after 2 attempt(s)" },
        { type: "Ready", status: "False", reason: "RollbackSucceeded" },
        {
          type: "Released",
          status: "False",
          message:
            "Helm upgrade failed for release apps/my-app with chart my-app@1.4.2: context deadline exceeded",
        },
        { type: "Remediated", status: "True" },
      ],
    });
    expect(world.kubernetes.list("Pod")).toEqual([]);
    expect(world.kubernetes.list("Event")).toMatchObject([{ reason: "BackOff", message: pod.message }]);

    world.flux.plan("apps/my-app", { kind: "succeeds" });
    await world.ask("again");
    expect(at(world.object("HelmRelease"), "status", "failures")).toBe(2);
    await world.ask("forced", { "reconcile.fluxcd.io/forceAt": "forced" });
    expect(world.object("HelmRelease")["status"]).toMatchObject({
      history: [
        { chartVersion: "1.4.2", status: "deployed", version: 6 },
        { chartVersion: "1.4.1", status: "superseded", version: 5 },
        { chartVersion: "1.4.2", status: "failed", version: 4 },
        { chartVersion: "1.4.1", status: "superseded", version: 3 },
        { chartVersion: "1.4.2", status: "failed", version: 2 },
      ],
    });
  });

  test("when the registry lacks its version, and then gets it", async () => {
    world = await testFlux(helmRelease(chartAt("1.4.1")));
    await world.push(helmRelease(chartAt("9.9.9")));
    expect(recorded(3)).toEqual(expect.arrayContaining([world.shapes().at(-1)]));
    expect(world.kubernetes.list("HelmChart")[0]?.["status"]).toMatchObject({
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: "FetchFailed",
          message: expect.stringContaining("charts/my-app:9.9.9: not found"),
        }),
      ]),
    });
    await world.push(helmRelease(chartAt("1.4.2")));
    expect(world.object("HelmRelease")["status"]).toMatchObject({
      history: [{ chartVersion: "1.4.2" }, { chartVersion: "1.4.1" }],
    });
  });

  test("when it is suspended: it stays as it is", async () => {
    world = await testFlux(helmRelease(chartAt("1.4.1")));
    await world.push(helmRelease(chartAt("1.4.2"), "  suspend: true\n"));
    expect(world.shapes().at(-1)).toBe(recorded(6).at(-1));
    expect(world.object("HelmRelease")["status"]).toMatchObject({ history: [{ chartVersion: "1.4.1" }] });
  });
});

test("A chart from an OCIRepository is installed at its version and digest", async () => {
  const repository = (host: string, tag: string): string => `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: my-app, namespace: flux-system }
spec: { url: "oci://${host}/acme/charts/my-app", ref: { tag: ${tag} } }
`;
  const reference = "chartRef: { kind: OCIRepository, name: my-app, namespace: flux-system }";
  world = await testFlux(helmRelease(chartAt("1.4.1")));
  await world.push(helmRelease(reference) + repository(world.registry.host, "1.4.1"));
  await world.push(helmRelease(reference) + repository(world.registry.host, "1.4.2"));
  const revision = String(at(world.object("OCIRepository"), "status", "artifact", "revision"));
  expect(revision).toMatch(/^1\.4\.2@sha256:[0-9a-f]{64}$/);
  const digest = revision.slice("1.4.2@".length);
  expect(world.object("HelmRelease")["status"]).toMatchObject({
    history: [
      { chartVersion: `1.4.2+${digest.slice(7, 19)}`, ociDigest: digest, status: "deployed" },
      { chartVersion: expect.stringMatching(/^1\.4\.1\+[0-9a-f]{12}$/), status: "superseded" },
      { chartVersion: "1.4.1", status: "superseded" },
    ],
  });
});

test("A state that does not follow in any recording is refused", async () => {
  world = await testFlux(helmRelease(chartAt("1.4.1")));
  const object = world.object("HelmRelease");
  const conditions = [
    { type: "Stalled", status: "True", reason: "RetriesExceeded", message: "", observedGeneration: 1 },
  ];
  expect(() => refuseTransition(object, { ...object, status: { conditions } })).toThrow(
    /^no recording of Flux has HelmRelease going from\n/,
  );
});
