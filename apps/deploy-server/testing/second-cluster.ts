import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chartIn, runGit, send, startArgoCd, tokenFor, type ArgoCd } from "@release-channels/sandbox";
import { ARGO_SECRET, RELEASES, type TestWorld } from "./world.ts";

/** The application there. */
export const US = "my-app-us";
const FOLDER = "apps/my-app/us";

export interface SecondCluster extends ArgoCd {
  readonly stop: () => Promise<void>;
}

/** Another Argo CD, with an application of its own folder: the second of the target's placements. */
export async function startSecondCluster(world: TestWorld): Promise<SecondCluster> {
  const directory = await mkdtemp(join(tmpdir(), "second-cluster-"));
  const { commit, github, clock, registry } = world;
  const image = `${registry.host}/acme/my-app`;
  const { gitDir, cloneUrl } = github.repository(RELEASES);
  const config = await runGit(gitDir, "show", "main:db/server.yaml");
  const argo = await startArgoCd({
    directory,
    token: tokenFor(github, [RELEASES], { contents: "read" }),
    clock,
    webhookSecret: ARGO_SECRET,
  });
  argo.addAccount("bot", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const token = await argo.createToken("bot");
  process.env["CLUSTER_TEST_ARGOCD_US_TOKEN"] = token;
  const lines = config.split("\n").flatMap((line) => {
    if (line.includes("prod-eu: {"))
      return [
        line,
        line.replace("prod-eu", "prod-us").replace(world.argo.url, argo.url).replace("_TOKEN", "_US_TOKEN"),
      ];
    if (line.includes("cluster: prod-eu"))
      return [
        line,
        line.replace("prod-eu", "prod-us").replace("my-app-prod", US).replace("my-app/prod", "my-app/us"),
      ];
    return [line];
  });
  await commit(RELEASES, {
    "db/server.yaml": lines.join("\n"),
    ...chartIn(FOLDER, { name: "my-app", image, tag: "main-0000000" }),
  });
  await argo.addApplication({
    name: US,
    spec: {
      project: "payments",
      destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
      source: { repoURL: cloneUrl, path: FOLDER, targetRevision: "main" },
    },
  });
  // The first sync is nobody's request.
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  await send(`${argo.url}/api/v1/applications/${US}/sync`, { method: "POST", body: {}, headers });
  await argo.settled(US);
  const stop = async (): Promise<void> => {
    await argo.close();
    await rm(directory, { recursive: true, force: true });
  };
  return Object.assign(argo, { stop });
}
