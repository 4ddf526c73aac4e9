import { describe, expect, test } from "@jest/globals";
import { recordedFluxObjects, recordedHelmReleases } from "@release-channels/sandbox";
import { digest, handling, id } from "./judge-testing.ts";
import { judge } from "./judge.ts";
import { readHelmRelease, readKustomization, readSource } from "./objects.ts";
import type { FluxState, WantedVersion } from "./state.ts";

const releases = recordedHelmReleases();
const states = (generation: number) =>
  releases.filter(({ metadata }) => (metadata as { generation: number }).generation === generation);

/** The verdicts of one generation's states, each once, in order. */
function verdicts(generation: number, version: string, chart?: FluxState["chart"]): readonly string[] {
  const all = states(generation).map((object) => {
    const state = {
      release: readHelmRelease(handling(object)),
      chart,
      kustomization: undefined,
      repository: undefined,
      takers: [],
    };
    const verdict = judge(state, { id, version, commit: "c".repeat(40), digest });
    return `${verdict.kind}: ${verdict.says}`;
  });
  return all.filter((one, index) => one !== all[index - 1]);
}

describe("Every state of a real HelmRelease has its verdict", () => {
  test("an installation", () => {
    expect(verdicts(1, "1.0.0").slice(0, 6)).toEqual([
      "progressing: Flux has not upgraded to 1.0.0 yet",
      "progressing: Fulfilling prerequisites",
      "progressing: Flux fetches the chart 1.0.0",
      "progressing: Running 'install' action with timeout of 25s",
      "progressing: Flux has not upgraded to 1.0.0 yet",
      "healthy: Helm install succeeded for release demo/demo-demo.v1 with chart demo@1.0.0",
    ]);
  });

  test("an upgrade is healthy only when our version is deployed", () => {
    expect(verdicts(2, "1.1.0")).toEqual([
      "progressing: Flux has not upgraded to 1.1.0 yet",
      "progressing: Fulfilling prerequisites",
      "progressing: Flux fetches the chart 1.1.0",
      "progressing: Running 'upgrade' action with timeout of 25s",
      "progressing: Flux has not upgraded to 1.1.0 yet",
      "healthy: Helm upgrade succeeded for release demo/demo-demo.v2 with chart demo@1.1.0",
    ]);
  });

  test("an upgrade that fails, is tried again, and is rolled back for good; the version that ran before is the same", () => {
    const failure =
      "Helm upgrade failed for release demo/demo-demo with chart demo@1.1.0: context deadline exceeded";
    const rollback = (to: number) =>
      `Helm rollback to previous release demo/demo-demo.v${to} with chart demo@1.1.0 succeeded`;
    expect(verdicts(4, "1.1.0").slice(0, 8)).toEqual([
      "progressing: Flux has not upgraded to 1.1.0 yet",
      "progressing: Fulfilling prerequisites",
      "progressing: Flux fetches the chart 1.1.0",
      "progressing: Running 'upgrade' action with timeout of 25s",
      `progressing: ${failure}`,
      `progressing: ${failure}. ${rollback(2)}; Flux tries again, with 1 retry in all`,
      `progressing: ${failure}`,
      `reverted: ${failure}. ${rollback(4)}`,
    ]);
  });

  test("an upgrade after a failure", () => {
    expect(verdicts(5, "1.1.0").at(-1)).toBe(
      "healthy: Helm upgrade succeeded for release demo/demo-demo.v7 with chart demo@1.1.0",
    );
  });

  test("one that is suspended says so, and not that it is healthy", () => {
    expect(verdicts(6, "1.1.0")).toEqual([
      "progressing: HelmRelease/flux-system/demo is suspended, so that Flux leaves it as it is: resume it",
    ]);
  });

  test("a chart that cannot be rendered fails once its retries are used up, although Flux never gives up", () => {
    const failure =
      "Helm upgrade failed for release demo/demo-demo with chart demo@1.1.0: execution error at (demo/templates/d.yaml:10:71): image.tag is required";
    expect(verdicts(7, "1.1.0")).toEqual([
      "progressing: Flux has not upgraded to 1.1.0 yet",
      "progressing: Fulfilling prerequisites",
      "progressing: Running 'upgrade' action with timeout of 25s",
      `progressing: ${failure}`,
      `failed: ${failure}`,
    ]);
  });
});

/** The judgement of a recorded cluster, some of whose objects differ. */
function judged(
  name: string,
  wanted: Partial<WantedVersion> = {},
  change: (state: FluxState) => Partial<FluxState> = () => ({}),
) {
  const recorded = recordedFluxObjects(name);
  const state: FluxState = {
    release: readHelmRelease(handling(recorded["HelmRelease"] ?? {})),
    chart: readSource(recorded["HelmChart"]),
    kustomization: readKustomization(recorded["Kustomization"]),
    repository: readSource(recorded["GitRepository"]),
    takers: [],
  };
  return judge(
    { ...state, ...change(state) },
    {
      id,
      version: state.release?.version,
      commit: state.repository?.revision ?? "",
      digest,
      ...wanted,
    },
  );
}

describe("The objects around a HelmRelease say what it does not", () => {
  const other = { version: "2.0.0" };
  const commit = "d".repeat(40);

  test("a version that the registry lacks: why is on the chart", () => {
    expect(judged("missing-version")).toEqual({
      kind: "progressing",
      says: `Flux cannot fetch the chart 9.9.9, and tries again: chart pull error: failed to download chart for remote reference: failed to get 'oci://127.0.0.1:15000/charts/demo:9.9.9': failed to perform "FetchReference" on source: 127.0.0.1:15000/charts/demo:9.9.9: not found`,
    });
  });

  test.each([
    [
      "the commit is not fetched yet",
      { ...other, commit },
      "progressing",
      "Flux has not fetched ddddddd yet",
    ],
    ["the commit is not applied yet", other, "progressing", "Flux has not applied 9322de9 yet"],
  ])("%s", (_what, wanted, kind, says) => {
    expect(judged("upgraded", wanted)).toEqual({ kind, says });
  });

  test("something else writes the version", () => {
    expect(judged("fixed-after-failure", other)).toEqual({
      kind: "failed",
      code: "foreign revision",
      says: "Flux has applied 158e047, and HelmRelease/flux-system/demo says 1.1.0: something else writes it",
    });
  });

  const failing = (reason: string, message: string) =>
    ({ type: "Ready", status: "False", reason, message }) as const;

  test.each([
    [
      "BuildFailed",
      "kustomize build failed: x",
      "failed",
      "Flux cannot apply 9322de9: kustomize build failed: x",
    ],
    [
      "DependencyNotReady",
      "dependency 'a/b' is not ready",
      "progressing",
      "Flux has not applied 9322de9 yet",
    ],
    ["HealthCheckFailed", "timeout waiting for x", "progressing", "Flux has not applied 9322de9 yet"],
  ])("a Kustomization with %s", (reason, message, kind, says) => {
    const verdict = judged("upgraded", other, ({ kustomization }) => ({
      kustomization: kustomization && { ...kustomization, conditions: [failing(reason, message)] },
    }));
    expect(verdict).toMatchObject({ kind, says });
  });

  test("a repository that cannot be fetched", () => {
    const verdict = judged("upgraded", { ...other, commit }, ({ repository }) => ({
      repository: repository && {
        ...repository,
        conditions: [failing("GitOperationFailed", "authentication required")],
      },
    }));
    expect(verdict).toEqual({
      kind: "progressing",
      says: "Flux cannot fetch ddddddd, and tries again: authentication required",
    });
  });

  test.each(["repository", "kustomization", "chart"] as const)("a %s that is suspended", (which) => {
    const verdict = judged("upgraded", {}, (state) => {
      const suspended = state[which];
      return { [which]: suspended && { ...suspended, isSuspended: true } };
    });
    expect(verdict.kind).toBe("progressing");
    expect(verdict.says).toMatch(
      /^\w+\/flux-system\/[a-z-]+ is suspended, so that Flux leaves it as it is: resume it$/,
    );
  });

  test("another request's look at it is none of ours", () => {
    const recorded = recordedFluxObjects("upgraded")["HelmRelease"] ?? {};
    const seen = (request: string) =>
      judged("upgraded", {}, () => ({ release: readHelmRelease(handling(recorded, request)) }));
    expect(seen(id).kind).toBe("healthy");
    expect(seen("b6f2c1de-0000-4000-8000-000000000002")).toEqual({
      kind: "progressing",
      says: "Flux runs 1.1.0, and has not looked at it since this request",
    });
  });
});
