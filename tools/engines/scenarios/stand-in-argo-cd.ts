import assert from "node:assert/strict";
import { join } from "node:path";
import {
  argoCdConversation,
  conversationProblems,
  startArgoCd,
  type ConversationOptions,
  type Exchanged,
} from "@release-channels/sandbox";
import { addRepository } from "../chart.ts";
import { secretOf } from "../deploys/argo-cd.ts";
import { startHub, type Hub } from "../hub.ts";
import { deployment } from "../manifests.ts";
import { differencesOf } from "../recorder/argo-cd.ts";
import { run } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import { untilWell } from "../well.ts";
import type { World } from "../world.ts";

/** Its name, its project's, and its namespace's. */
const NAME = "asked-of-argo-cd";
const REPOSITORY = "acme/asked";
const FILES = { "k8s/app.yaml": deployment({ name: NAME, image: "ghcr.io/acme/asked:1" }) };
const ACCOUNT = "bot";
const OTHER_REPOSITORY = "https://github.example.com/acme/other";

/**
 * As in an Application's `spec`: synced from the branch's tip by itself. Without `selfHeal`: where Argo CD looks
 * at the cluster before it has seen its own sync land there, it heals at once, and the last operation is then one
 * of some resources alone, with fields that a whole sync lacks.
 */
const spec = (hub: Hub) => ({
  project: NAME,
  destination: { server: "https://kubernetes.default.svc", namespace: NAME },
  source: { repoURL: hub.github.repository(REPOSITORY).cloneUrl, path: "k8s", targetRevision: "HEAD" },
  syncPolicy: {
    automated: { prune: true },
    syncOptions: ["CreateNamespace=true"],
    retry: { limit: 2, backoff: { duration: "5s" } },
  },
});

export const standInArgoCd: Scenario = {
  name: "stand-in-argo-cd",
  shows: "the sandbox's Argo CD answers as the real one does: statuses, types, refusals word by word, fields",
  run: async (world) => {
    const real = await askReal(world);
    const standIn = await askStandIn(world);
    const found = [
      ...conversationProblems(real, { application: NAME, project: NAME }),
      ...differencesOf(real, standIn),
    ];
    assert.equal(found.length, 0, found.join("\n"));
  },
};

async function askReal(world: World): Promise<readonly Exchanged[]> {
  const { hub, argoCd, kubernetes } = world;
  await hub.github.createRepository(REPOSITORY, { private: true, files: FILES });
  await addRepository(world, REPOSITORY);
  const may = (action: string): string => `p, ${ACCOUNT}, applications, ${action}, ${NAME}/*, allow`;
  await patch(world, "argocd-cm", { [`accounts.${ACCOUNT}`]: "apiKey" });
  await patch(world, "argocd-rbac-cm", { "policy.csv": `${may("get")}\n${may("sync")}\n` });
  const apply = (object: object): Promise<string> =>
    kubernetes.kubectl(["apply", "--filename", "-"], JSON.stringify(object));
  const metadata = { name: NAME, namespace: "argocd" };
  await apply({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata,
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  });
  await apply({ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata, spec: spec(hub) });
  await untilWell(world, NAME);
  const token = await world.until("Argo CD has the account", () =>
    argoCd.argocd(["account", "generate-token", "--account", ACCOUNT]),
  );
  const password = await secretOf(world, "argocd-initial-admin-secret", "password");
  return argoCdConversation({
    url: argoCd.url,
    token: token.trim(),
    adminToken: await signIn(argoCd.url, password),
    admin: { username: "admin", password },
    webhookSecret: await secretOf(world, "argocd-secret", "webhook.github.secret"),
    ...asked,
    before: async (question) => {
      if (!WAITS.has(question)) return;
      await world.until("no operation runs", async () => {
        const found = await kubernetes.get<{
          readonly operation?: object;
          readonly status?: { readonly operationState?: { readonly phase: string } };
        }>("application.argoproj.io", NAME, "argocd");
        const phase = found?.status?.operationState?.phase;
        return found?.operation === undefined && phase !== "Running" ? true : undefined;
      });
    },
  });
}

const asked: Pick<ConversationOptions, "application" | "project" | "otherRepository"> = {
  application: NAME,
  project: NAME,
  otherRepository: OTHER_REPOSITORY,
};

/** Questions that are asked once the requests before them have been carried out. */
const WAITS = new Set(["sync-no-body", "sync-no-content-type", "app-patch-forbidden"]);

function patch({ kubernetes }: World, name: string, data: object): Promise<string> {
  const change = JSON.stringify({ data });
  return kubernetes.kubectl([
    "patch",
    "configmap",
    name,
    "--namespace=argocd",
    "--type=merge",
    `--patch=${change}`,
  ]);
}

async function signIn(url: string, password: string): Promise<string> {
  const answer = await run(
    "curl",
    [
      "--silent",
      "--show-error",
      "--fail",
      "--data-binary",
      "@-",
      "--header",
      "content-type: application/json",
      `${url}/api/v1/session`,
    ],
    { input: JSON.stringify({ username: "admin", password }) },
  );
  const { token }: { readonly token: string } = JSON.parse(answer);
  return token;
}

/** With its own GitHub, over http: it is given no certificate to trust. */
async function askStandIn({ processes }: World): Promise<readonly Exchanged[]> {
  const folder = join(processes.folder, "stand-in-argo-cd");
  const hub = await startHub(folder);
  const secret = "a webhook's secret";
  await hub.github.createRepository(REPOSITORY, { private: true, files: FILES });
  const argo = await startArgoCd({
    directory: join(folder, "argo-cd"),
    token: hub.token(REPOSITORY),
    webhookSecret: secret,
  });
  try {
    argo.addAccount(ACCOUNT, [
      { action: "get", object: `${NAME}/*` },
      { action: "sync", object: `${NAME}/*` },
    ]);
    argo.addAccount("admin", [{ action: "*", object: "*" }], "secret");
    await argo.addApplication({ name: NAME, spec: spec(hub) });
    await argo.settled(NAME);
    argo.setPods(
      NAME,
      [1, 2].map((number) => ({ name: `${NAME}-${number}`, health: "Healthy" as const })),
    );
    return await argoCdConversation({
      url: argo.url,
      token: await argo.createToken(ACCOUNT),
      adminToken: await argo.createToken("admin"),
      admin: { username: "admin", password: "secret" },
      webhookSecret: secret,
      ...asked,
      before: async (question) => {
        if (question === "sync-no-body") argo.hold(NAME);
        if (question === "sync-no-content-type" || question === "app-patch-forbidden") {
          argo.release(NAME);
          await argo.settled(NAME);
        }
      },
    });
  } finally {
    await argo.close();
    await hub.stop();
  }
}
