import { runGit, send } from "@release-channels/sandbox";
import { RELEASES, startTestWorld, type TestWorld } from "./world.ts";

/** A world whose target is all applications of an ApplicationSet. */
export interface SetWorld extends TestWorld {
  /** The ApplicationSet makes another application, as for a cluster that was added; nobody has synced it. */
  readonly make: (name: string) => Promise<void>;
  /** Somebody syncs an application without the server. */
  readonly syncByHand: (name: string) => Promise<void>;
}

export const SET = "my-app";

/** With two applications, `my-app-eu` and `my-app-us`, beside one of another ApplicationSet and `my-app-prod` of none. */
export async function startSetWorld(): Promise<SetWorld> {
  const world = await startTestWorld();
  const { argo, github } = world;
  const add = async (name: string, applicationSet: string): Promise<void> => {
    await argo.addApplication({
      name,
      applicationSet,
      spec: {
        project: "payments",
        destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
        source: {
          repoURL: github.repository(RELEASES).cloneUrl,
          path: "apps/my-app/prod",
          targetRevision: "main",
        },
      },
    });
  };
  const syncByHand = async (name: string): Promise<void> => {
    const token = process.env["CLUSTER_TEST_ARGOCD_TOKEN"] ?? "";
    await send(`${argo.url}/api/v1/applications/${name}/sync`, {
      method: "POST",
      body: {},
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    await argo.settled(name);
  };
  for (const [name, set] of [
    ["my-app-us", SET],
    ["my-app-eu", SET],
    ["my-app-2-eu", "my-app-2"],
  ] as const) {
    await add(name, set);
    await syncByHand(name);
  }
  const config = await runGit(github.repository(RELEASES).gitDir, "show", "main:db/server.yaml");
  await world.commit(RELEASES, {
    "db/server.yaml": config.replace("application: my-app-prod", `applicationset: ${SET}`),
  });
  return { ...world, make: (name) => add(name, SET), syncByHand };
}
