import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { recordedFluxObjects, startKubernetes, type Kubernetes as Cluster } from "@release-channels/sandbox";
import { VIRTUAL, type Desired } from "../../../../lib/deploys/desired.ts";
import { messageOf } from "../../trouble.ts";
import type { SyncAsk } from "../engine.ts";
import { openClient, type KubernetesClient } from "../kubernetes/client.ts";
import { Flux } from "./flux.ts";

const NAMESPACE = "flux-system";
const COMMIT = "c".repeat(40);
const RELEASE = { kind: "HelmRelease", namespace: NAMESPACE, name: "demo" };
const REPOSITORY = { kind: "GitRepository", namespace: NAMESPACE, name: "releases" };
const KUSTOMIZATION = { kind: "Kustomization", namespace: NAMESPACE, name: "releases" };

let cluster: Cluster;
let client: KubernetesClient;
beforeEach(async () => {
  cluster = await startKubernetes({ namespaces: [NAMESPACE] });
  client = openClient("qa", cluster.kubeconfig);
  for (const [kind, object] of Object.entries(recordedFluxObjects("upgraded"))) {
    const { name } = object["metadata"] as { readonly name: string };
    cluster.create({ kind, namespace: NAMESPACE, name }, object, "kubectl");
  }
});
afterEach(() => cluster.close());

const applied = (): void =>
  cluster.edit(
    KUSTOMIZATION,
    { status: { lastAppliedRevision: `main@sha1:${COMMIT}` } },
    "kustomize-controller",
  );

const asking = (to: Desired, prunes = false): SyncAsk => ({
  id: "b6f2c1de-0000-4000-8000-000000000001",
  repository: "acme/releases",
  commit: COMMIT,
  wanted: { target: { config: "demo", channel: "qa" }, to, config: { repository: "", path: "" } },
  prunes,
  since: "2026-11-30T14:00:00Z",
  standingOf: async () => "not later",
});
const version = (text: string): Desired => ({
  kind: "chart",
  chart: {
    address: "oci://ghcr.io/acme/charts/demo",
    version: text,
    digest: `sha256:${"1".repeat(64)}`,
  },
});

test("what is taken away is gone only when its object is", async () => {
  const flux = new Flux(client, RELEASE, { isRemoved: true });
  const ask = asking(VIRTUAL, true);
  expect(await flux.observe(ask)).toEqual({
    kind: "progressing",
    says: "Flux has not applied ccccccc yet",
  });
  applied();
  expect(await flux.observe(ask)).toEqual({
    kind: "progressing",
    says: "Flux has applied ccccccc, and HelmRelease/flux-system/demo is still there",
  });
  cluster.edit(RELEASE, { metadata: { deletionTimestamp: "2026-11-30T10:00:00Z" } }, "kustomize-controller");
  expect(await flux.observe(ask)).toEqual({
    kind: "progressing",
    says: "HelmRelease/flux-system/demo is being removed",
  });
  cluster.remove(RELEASE);
  expect(await flux.observe(ask)).toEqual({
    kind: "healthy",
    says: "HelmRelease/flux-system/demo is gone",
  });
});

test("a Kustomization that deletes nothing is told before anything is written, of a removal alone", async () => {
  const { wanted } = asking(VIRTUAL);
  const flux = new Flux(client, RELEASE, { isRemoved: true });
  expect(await flux.rehearse(wanted)).toEqual([]);
  cluster.edit(KUSTOMIZATION, { spec: { prune: false } }, "kubectl");
  await expect(flux.rehearse(wanted)).rejects.toThrow(
    "Kustomization/flux-system/releases in qa deletes nothing, so that HelmRelease/flux-system/demo would stay without its file: set prune to true there, and ask again",
  );
  expect(await flux.rehearse(asking(version("1.2.0")).wanted)).toEqual([]);
  expect(await new Flux(client, RELEASE).rehearse(wanted)).toEqual([]);
});

test("what Flux applies while its objects are read is not taken for somebody else's", async () => {
  let calls = 0;
  const connection = client.connection.then((real) => ({
    ...real,
    send: async (call: Parameters<typeof real.send>[0]) => {
      calls += 1;
      if (calls === 2) {
        cluster.edit(RELEASE, { spec: { chart: { spec: { version: "1.2.0" } } } }, "kustomize-controller");
        applied();
      }
      return real.send(call);
    },
  }));
  const flux = new Flux({ ...client, connection }, RELEASE);
  expect(await flux.observe(asking(version("1.2.0")))).toEqual({
    kind: "progressing",
    says: "Flux has not upgraded to 1.2.0 yet",
  });
  // What stays another version is.
  expect(await flux.observe(asking(version("1.3.0")))).toMatchObject({
    kind: "failed",
    code: "foreign revision",
  });
});

describe("a GitRepository that follows no branch keeps what is committed out, and is told before anything is", () => {
  const COMMIT_PINNED = "d".repeat(40);
  const pinned = (what: string): string =>
    `GitRepository/flux-system/releases is kept at ${what} in qa, so that Flux never fetches what is committed now: let it follow a branch with spec.ref.branch, and ask again`;

  test.each<[string, object, string | undefined]>([
    [
      "at a commit of a branch",
      { branch: "main", commit: COMMIT_PINNED },
      `spec.ref.commit: ${COMMIT_PINNED}`,
    ],
    ["at a tag", { tag: "v1.4.2" }, "spec.ref.tag: v1.4.2"],
    ["at a range of tags", { branch: "main", semver: ">=1.0.0" }, "spec.ref.semver: >=1.0.0"],
    ["at a tag's full name", { name: "refs/tags/v1" }, "spec.ref.name: refs/tags/v1"],
    ["at a branch", { branch: "main" }, undefined],
    ["at a branch's full name", { name: "refs/heads/main", tag: "v1" }, undefined],
  ])("%s", async (_what, ref, what) => {
    // A patch leaves what it does not name.
    const none = { commit: null, tag: null, semver: null, name: null, branch: null };
    cluster.edit(REPOSITORY, { spec: { ref: { ...none, ...ref } } }, "kubectl");
    const flux = new Flux(client, RELEASE);
    expect((await flux.standing()).blocked).toBe(what === undefined ? undefined : pinned(what));
    const answer = await flux
      .request(asking(version("1.2.0")), async () => {})
      .then(({ kind }) => kind, messageOf);
    expect(answer).toBe(what === undefined ? "accepted" : pinned(what));
  });
});
