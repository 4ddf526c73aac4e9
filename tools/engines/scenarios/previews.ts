import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { register } from "../registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown } from "../shown.ts";
import type { World } from "../world.ts";

const previewed = { name: "previewed", fullName: "acme/previewed" };
const manifest = (tag: string): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: "previewed", image: `ghcr.io/acme/previewed:${tag}` }),
});
const LABEL = "preview";

export const previews: Scenario = {
  name: "previews",
  shows:
    "a labelled pull request gets a preview of its own until it closes, and one without the label gets none",
  run: async (world) => {
    const { hub, kubernetes, argoCd } = world;
    await kubernetes.kubectl(["apply", "--filename", "-"], JSON.stringify(PROJECT));
    await kubernetes.kubectl(["apply", "--filename", "-"], appSecret(world));
    await register(world, [
      {
        ...previewed,
        files: manifest("1"),
        values: {
          previews: {
            appSecretName: "github-app",
            labels: [LABEL],
            project: "previews",
            requeueAfterSeconds: 30,
          },
        },
      },
    ]);
    const sha = await hub.commit(previewed.fullName, "Try something", manifest("2"), "try");
    await hub.commit(previewed.fullName, "Try more", manifest("3"), "more");
    const wanted = await hub.github.openPullRequest(previewed.fullName, { head: "try", labels: [LABEL] });
    const other = await hub.github.openPullRequest(previewed.fullName, { head: "more" });
    const nameOf = (number: number): string => `previewed-pr-${number}`;
    const environment = `preview/pr-${wanted.number}`;
    await expectShown(
      world,
      { fullName: previewed.fullName, sha, context: `argocd/${nameOf(wanted.number)}`, environment },
      { statuses: ["pending", "success"], deployments: ["in_progress", "success"] },
    );
    assert.equal(await argoCd.application(nameOf(other.number)), undefined);
    await hub.github.closePullRequest(previewed.fullName, wanted.number);
    await world.until("the preview is gone", async () =>
      (await argoCd.application(nameOf(wanted.number))) === undefined ? true : undefined,
    );
    const deployed = hub.github
      .deployments(previewed.fullName)
      .filter((one) => one.originalEnvironment === environment);
    assert.deepEqual(
      deployed.map(({ statuses }) => statuses[0]?.state),
      ["inactive"],
    );
  },
};

/** What the generator asks GitHub with. */
function appSecret({ hub }: World): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "github-app",
      namespace: "argocd",
      labels: { "argocd.argoproj.io/secret-type": "repo-creds" },
    },
    stringData: {
      type: "git",
      url: `${hub.github.url}/acme`,
      githubAppID: String(hub.app.id),
      githubAppInstallationID: String(hub.installation("acme").id),
      githubAppEnterpriseBaseUrl: hub.github.apiUrl,
      githubAppPrivateKey: hub.app.privateKey,
    },
  });
}

const PROJECT = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AppProject",
  metadata: { name: "previews", namespace: "argocd" },
  spec: {
    sourceRepos: ["*"],
    destinations: [{ server: "*", namespace: "previewed-pr-*" }],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace" }],
  },
};
