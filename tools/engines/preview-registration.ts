import { register, type Registration } from "./registration.ts";
import type { World } from "./world.ts";

/** What a pull request needs to get a preview. */
export const LABEL = "preview";

/** Registers a repository with previews, in a project as the chart's README has it. */
export async function registerPreviews(world: World, registration: Registration): Promise<void> {
  const { kubernetes } = world;
  const project = `${registration.name}-previews`;
  await kubernetes.kubectl(["apply", "--filename", "-"], projectOf(world, registration, project));
  await kubernetes.kubectl(["apply", "--filename", "-"], appSecret(world));
  const previews = {
    appSecretName: APP_SECRET,
    labels: [LABEL],
    project,
    requeueAfterSeconds: 30,
  };
  await register(world, [{ ...registration, values: { previews } }]);
}

const APP_SECRET = "github-app";

function projectOf({ hub }: World, { name, fullName }: Registration, project: string): string {
  return JSON.stringify({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: project, namespace: "argocd" },
    spec: {
      sourceRepos: [`${hub.github.url}/${fullName}`],
      destinations: [{ server: "https://kubernetes.default.svc", namespace: `${name}-pr-*` }],
      clusterResourceWhitelist: [{ group: "", kind: "Namespace" }],
      namespaceResourceWhitelist: [
        { group: "", kind: "Service" },
        { group: "", kind: "ConfigMap" },
        { group: "apps", kind: "Deployment" },
        { group: "networking.k8s.io", kind: "Ingress" },
      ],
    },
  });
}

/** What the generator asks GitHub with. */
function appSecret({ hub }: World): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: APP_SECRET,
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
