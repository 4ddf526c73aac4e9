import { describe, expect, test } from "@jest/globals";
import { recordedFluxObjects } from "@release-channels/sandbox";
import { digest, handling, id } from "./judge-testing.ts";
import { judge } from "./judge.ts";
import { readKustomization, readSource, type Condition } from "./objects.ts";
import type { FluxState, WantedVersion } from "./state.ts";

describe("A target that is no HelmRelease", () => {
  const source = (ref: object, revision: string, handled = id) =>
    readSource({
      kind: "OCIRepository",
      metadata: { namespace: "flux-system", name: "my-app", generation: 2 },
      spec: { ref },
      status: {
        observedGeneration: 2,
        lastHandledReconcileAt: handled,
        artifact: { revision },
        conditions: [
          { type: "Ready", status: "True", reason: "Succeeded", message: "stored", observedGeneration: 2 },
        ],
      },
    });
  const fetched = (chart: FluxState["chart"]) =>
    judge(
      { release: undefined, chart, kustomization: undefined, repository: undefined, takers: [] },
      { id, version: "1.4.2", digest, commit: "c".repeat(40) },
    );
  const other = `sha256:${"2".repeat(64)}`;

  test.each([
    ["fetched at its digest", source({ tag: "1.4.2" }, `1.4.2@${digest}`), "healthy", "stored"],
    ["fetched by its digest alone", source({ digest }, digest), "healthy", "stored"],
    [
      "another chart of the version",
      source({ tag: "1.4.2" }, `1.4.2@${other}`),
      "failed",
      `Flux has fetched 1.4.2@${other}, and not 1.4.2 with the digest ${digest}: somebody has pushed it again`,
    ],
    [
      "before this request",
      source({ tag: "1.4.2" }, `1.4.2@${digest}`, "another"),
      "progressing",
      "Flux has 1.4.2, and has not looked at it since this request",
    ],
    [
      "another tag",
      source({ tag: "1.4.1" }, `1.4.1@${other}`),
      "progressing",
      "Flux has not applied ccccccc yet",
    ],
    [
      "the version beside another digest, which counts",
      source({ tag: "1.4.2", digest: other }, other),
      "progressing",
      "Flux has not applied ccccccc yet",
    ],
  ])("an OCIRepository: %s", (_what, chart, kind, says) => {
    expect(fetched(chart)).toMatchObject({ kind, says });
  });

  /** A Kustomization that takes the chart, and one beside it that has it already. */
  const taking = (status: object, spec: object = {}) => {
    const kustomization = (name: string, more: object) =>
      readKustomization({
        kind: "Kustomization",
        metadata: { namespace: "flux-system", name, generation: 1 },
        spec: { sourceRef: { kind: "OCIRepository", name: "my-app" }, ...spec },
        status: { lastHandledReconcileAt: id, ...more },
      });
    const condition = (condition: object) => [{ observedGeneration: 1, ...condition }];
    const done = {
      lastAppliedRevision: `1.4.2@${digest}`,
      conditions: condition({
        type: "Ready",
        status: "True",
        reason: "ReconciliationSucceeded",
        message: "ok",
      }),
    };
    const { failure, ...rest } = { failure: undefined, ...status };
    const own = failure === undefined ? {} : { conditions: condition(failure) };
    const takers = [kustomization("first", done), kustomization("second", { ...done, ...rest, ...own })].map(
      (one) => ({ kind: "Kustomization", kustomization: one }) as const,
    );
    return judge(
      {
        release: undefined,
        chart: source({ tag: "1.4.2" }, `1.4.2@${digest}`),
        kustomization: undefined,
        repository: undefined,
        takers,
      },
      { id, version: "1.4.2", digest, commit: "c".repeat(40) },
    );
  };
  const before = `1.4.1@${other}`;
  const failure = (reason: string) => ({ type: "Ready", status: "False", reason, message: "broken" });

  test.each([
    ["has it", {}, {}, "healthy", "stored"],
    [
      "has the version before",
      { lastAppliedRevision: before },
      {},
      "progressing",
      "Kustomization/flux-system/second has not applied 1.4.2 yet",
    ],
    [
      "was not asked by this request",
      { lastHandledReconcileAt: "another" },
      {},
      "progressing",
      "Kustomization/flux-system/second has not applied 1.4.2 yet",
    ],
    [
      "cannot build it",
      {
        lastAppliedRevision: before,
        lastAttemptedRevision: `1.4.2@${digest}`,
        failure: failure("BuildFailed"),
      },
      {},
      "failed",
      "Kustomization/flux-system/second cannot apply 1.4.2: broken",
    ],
    [
      "could not build the version before",
      { lastAppliedRevision: before, lastAttemptedRevision: before, failure: failure("BuildFailed") },
      {},
      "progressing",
      "Kustomization/flux-system/second has not applied 1.4.2 yet",
    ],
    [
      "waits for another one",
      {
        lastAppliedRevision: before,
        lastAttemptedRevision: `1.4.2@${digest}`,
        failure: failure("DependencyNotReady"),
      },
      {},
      "progressing",
      "Kustomization/flux-system/second has not applied 1.4.2 yet",
    ],
    [
      "is suspended",
      {},
      { suspend: true },
      "progressing",
      "Kustomization/flux-system/first is suspended, so that Flux leaves it as it is: resume it",
    ],
  ])("an OCIRepository whose second taker %s", (_what, status, spec, kind, says) => {
    expect(taking(status, spec)).toMatchObject({ kind, says });
  });

  /** The recorded Kustomization, about a commit of its own. */
  const applied = (
    name: string,
    change: (state: FluxState) => Partial<FluxState> = () => ({}),
    more: Partial<WantedVersion> = {},
  ) => {
    const recorded = recordedFluxObjects(name);
    const kustomization = readKustomization(handling(recorded["Kustomization"] ?? {}));
    const repository = readSource(handling(recorded["GitRepository"] ?? {}));
    const state: FluxState = { release: undefined, chart: undefined, kustomization, repository, takers: [] };
    const commit = repository.revision ?? "";
    const wanted = { id, version: undefined, digest: undefined, commit, ...more };
    return judge({ ...state, ...change(state) }, wanted);
  };

  test("a Kustomization that has applied the commit, and found all healthy", () => {
    expect(applied("suspended")).toMatchObject({
      kind: "healthy",
      says: expect.stringMatching(/^Applied revision: main@sha1:/),
    });
  });

  test("one that has not yet, and one that waits for what does not get healthy", () => {
    expect(applied("upgraded")).toMatchObject({ kind: "progressing" });
    const unhealthy = applied("upgraded", ({ kustomization }) => ({
      kustomization: kustomization && {
        ...kustomization,
        conditions: [
          { type: "Ready", status: "False", reason: "HealthCheckFailed", message: "timeout waiting for x" },
        ],
      },
    }));
    expect(unhealthy).toEqual({ kind: "failed", code: "degraded", says: "timeout waiting for x" });
  });

  test.each([
    ["says the same", "healthy", /^Applied revision: main@sha1:/],
    [
      "says another",
      "superseded",
      /^Flux has applied 401a763, which comes after ccccccc and says another version$/,
    ],
    ["not later", "progressing", /^Flux has not applied ccccccc yet$/],
    [undefined, "progressing", /^Flux has not applied ccccccc yet$/],
  ] as const)("a Kustomization that has applied another commit, which %s", (later, kind, says) => {
    const verdict = applied("suspended", () => ({}), { commit: "c".repeat(40), later });
    expect(verdict).toMatchObject({ kind, says: expect.stringMatching(says) });
  });

  test("a folder that the commit lacks is told, and a Kustomization that has stopped has failed", () => {
    const failing = (...conditions: readonly Condition[]) =>
      applied(
        "suspended",
        ({ kustomization }) => ({ kustomization: kustomization && { ...kustomization, conditions } }),
        { commit: "c".repeat(40) },
      );
    const missing = {
      type: "Ready",
      status: "False",
      reason: "ArtifactFailed",
      message: "path not found",
    } as const;
    expect(failing(missing)).toEqual({
      kind: "progressing",
      says: "Flux cannot apply 401a763, and tries again: path not found",
    });
    const stalled = {
      ...missing,
      type: "Stalled",
      status: "True",
      reason: "AccessDenied",
      message: "no access",
    } as const;
    expect(failing(missing, stalled)).toEqual({
      kind: "failed",
      code: "failed",
      says: "Flux does not go on: no access",
    });
  });
});
