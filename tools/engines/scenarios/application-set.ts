import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createReleaseRepository, pin, RELEASE_API } from "../release-repository.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, SUCCEEDS } from "../shown.ts";
import { untilWell } from "../well.ts";
import type { World } from "../world.ts";

const fullName = "acme/releases-everywhere";
const OVERLAY = "release-channels/overlay";
const application = "release-channel-api-eu";
const where = { fullName, context: `argocd/${application}`, environment: "release-api/eu" };

export const applicationSet: Scenario = {
  name: "application-set",
  shows:
    "a cluster gets the release API with the overlay that its label names; its other labels stay as they are, and " +
    "argocd's own command would take them",
  run: async (world) => {
    const { kubernetes, argoCd } = world;
    await addCluster(world, "eu", { team: "payments", region: "eu-1" });
    // Labelled, but without an existing overlay.
    await addCluster(world, "lab", { [OVERLAY]: "canary" });
    const releases = await createReleaseRepository(world, fullName);
    await releases.apply("project.yaml");
    await releases.apply("applicationset.yaml");
    await runAsDocumented(world, "eu");
    await untilWell(world, application);
    assert.deepEqual(await labelsOf(world, "eu"), { team: "payments", region: "eu-1", [OVERLAY]: "prod" });
    const { spec } =
      (await kubernetes.get<{ readonly spec: { readonly replicas: number } }>(
        "deployment",
        RELEASE_API.application,
        "release-api",
      )) ?? assert.fail("there is no Deployment");
    assert.equal(spec.replicas, 3);
    const sha = await pin(world, releases, 2);
    await expectShown(world, { ...where, sha }, SUCCEEDS);
    assert.equal(await argoCd.application("release-channel-api-lab"), undefined);

    // What the docs warn of: every label goes, and with it the Application and what it applied.
    await argoCd.argocd(["cluster", "set", "eu", "--name", "eu", "--label", "team=search"]);
    assert.deepEqual(await labelsOf(world, "eu"), { team: "search" });
    await world.until("the Application is gone", async () =>
      (await argoCd.application(application)) === undefined ? true : undefined,
    );
    await releases.remove("applicationset.yaml");
  },
};

const secretOf = (cluster: string): string => `cluster-${cluster}`;

/** As `argocd cluster add` leaves it: a Secret of that type. Both point to the only API server here. */
async function addCluster(
  { kubernetes }: World,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const server = name === "eu" ? kubernetes.url : kubernetes.url.replace("127.0.0.1", "localhost");
  const config = { bearerToken: kubernetes.token, tlsClientConfig: { insecure: true } };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: secretOf(name),
      namespace: "argocd",
      labels: { [SECRET_TYPE]: "cluster", ...labels },
    },
    stringData: { name, server, config: JSON.stringify(config) },
  };
  await kubernetes.kubectl(["create", "--filename", "-"], JSON.stringify(secret));
}

const SECRET_TYPE = "argocd.argoproj.io/secret-type";

/** A cluster's labels, without the one that marks it as a cluster. */
async function labelsOf({ kubernetes }: World, cluster: string): Promise<Readonly<Record<string, string>>> {
  const secret = await kubernetes.get<{ readonly metadata: { readonly labels: Record<string, string> } }>(
    "secret",
    secretOf(cluster),
    "argocd",
  );
  const { [SECRET_TYPE]: _, ...labels } = secret?.metadata.labels ?? {};
  return labels;
}

/** The lines of docs/deployment.md that label a cluster, verbatim. */
async function runAsDocumented({ engines, kubernetes }: World, cluster: string): Promise<void> {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/deployment.md"), "utf8");
  const blocks = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block = ""]) => block);
  const [block, ...more] = blocks.filter((text) => text.includes(`${OVERLAY}=prod`));
  assert.ok(block !== undefined && more.length === 0, `one block of docs/deployment.md sets ${OVERLAY}`);
  await run("bash", ["-euo", "pipefail", "-c", block.replaceAll("my-cluster", cluster)], {
    env: { PATH: `${engines.bin}:${process.env["PATH"] ?? ""}`, KUBECONFIG: kubernetes.kubeconfig },
  });
}
