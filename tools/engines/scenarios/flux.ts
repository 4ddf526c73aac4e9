import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startFlux } from "../flux.ts";
import { change } from "../registration.ts";
import { createReleaseRepository, pin } from "../release-repository.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const fullName = "acme/releases-by-flux";
const NAMESPACE = "flux-system";
const TARGET = "release-api-by-flux";

export const flux: Scenario = {
  name: "flux",
  shows:
    "Flux rolls deployment/ out like Argo CD, a folder that is missing is said on its Kustomization, and GitHub hears " +
    "of neither: nobody there tells it",
  run: async (world) => {
    await startFlux(world);
    const releases = await createReleaseRepository(world, fullName);
    await world.kubernetes.kubectl(["create", "namespace", TARGET]);
    await world.kubernetes.kubectl(["apply", "--filename", "-"], manifests(world));
    const shas = [await pin(world, releases, 2), await pin(world, releases, 3)];
    const last = shas.at(-1) ?? "";
    await untilApplied(world, last);
    assert.equal(await imageOf(world), `ghcr.io/acme/release-channel-api@sha256:${"3".padStart(64, "0")}`);

    const missing = await change(world, fullName, {
      "deployment/kustomization.yaml": releases
        .text("deployment/kustomization.yaml")
        .replace("- base", "- bases"),
    });
    await reconcile(world);
    const { status } = await world.until("Flux misses the folder", async () => {
      const found = await kustomization(world);
      return readyOf(found)?.reason === "BuildFailed" ? found : undefined;
    });
    assert.deepEqual(
      [status?.lastAttemptedRevision, status?.lastAppliedRevision],
      [`main@sha1:${missing}`, `main@sha1:${last}`],
    );
    await untilApplied(world, await pin(world, releases, 4));
    for (const sha of [...shas, missing]) assert.deepEqual(world.hub.github.statuses(fullName, sha), []);
    assert.deepEqual(world.hub.github.deployments(fullName), []);
  },
};

interface Kustomization {
  readonly status?: {
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly conditions?: readonly Condition[];
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

const kustomization = async ({ kubernetes }: World): Promise<Kustomization> =>
  (await kubernetes.get<Kustomization>("kustomization.kustomize.toolkit.fluxcd.io", "releases", NAMESPACE)) ??
  assert.fail("the Kustomization is gone");

const readyOf = ({ status }: Kustomization): Condition | undefined =>
  status?.conditions?.find(({ type }) => type === "Ready");

/** Has the source looked at now, as `flux reconcile` does. */
async function reconcile({ kubernetes }: World): Promise<void> {
  await kubernetes.kubectl([
    "annotate",
    "--overwrite",
    "gitrepository/releases",
    `--namespace=${NAMESPACE}`,
    `reconcile.fluxcd.io/requestedAt=${Date.now()}`,
  ]);
}

async function untilApplied(world: World, sha: string): Promise<void> {
  await reconcile(world);
  await world.until(`Flux has applied ${sha.slice(0, 7)}`, async () => {
    const found = await kustomization(world);
    const isApplied = found.status?.lastAppliedRevision === `main@sha1:${sha}`;
    return isApplied && readyOf(found)?.status === "True" ? true : undefined;
  });
}

async function imageOf({ kubernetes }: World): Promise<string | undefined> {
  const found = await kubernetes.get<{
    readonly spec: {
      readonly template: { readonly spec: { readonly containers: readonly { image: string }[] } };
    };
  }>("deployment", "release-channel-api", TARGET);
  return found?.spec.template.spec.containers[0]?.image;
}

/** What a platform team writes for Flux: the repository, how to read it, and the folder. */
function manifests({ hub }: World): string {
  const metadata = { name: "releases", namespace: NAMESPACE };
  const items = [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      stringData: {
        username: "x-access-token",
        password: hub.token(fullName),
        "ca.crt": readFileSync(hub.certificate, "utf8"),
      },
    },
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata,
      spec: {
        url: hub.github.repository(fullName).cloneUrl,
        ref: { branch: "main" },
        interval: "10m",
        secretRef: { name: metadata.name },
      },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata,
      spec: {
        sourceRef: { kind: "GitRepository", name: metadata.name },
        path: "./deployment",
        targetNamespace: TARGET,
        interval: "10m",
        prune: true,
        wait: true,
      },
    },
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
