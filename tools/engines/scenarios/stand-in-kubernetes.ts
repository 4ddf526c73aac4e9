import assert from "node:assert/strict";
import { join } from "node:path";
import { kubernetesConversation, type KubernetesExchange } from "@release-channels/sandbox";
import { installDeployServer } from "../deploys/with-kubernetes.ts";
import { freePort } from "../processes.ts";
import { askStandIn, NAMESPACE, writeRecorded } from "../recorder/kubernetes-answers.ts";
import { differencesOf } from "../recorder/kubernetes.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const PROXY = "kubectl-proxy";

export const standInKubernetes: Scenario = {
  name: "stand-in-kubernetes",
  shows:
    "the sandbox's API server answers as the real one does: statuses, refusals word by word, who owns which field, watches",
  run: async (world) => {
    const real = await askReal(world);
    // What was said is kept, for a test that needs no engine.
    if (process.env["RECORD"] !== undefined) writeRecorded(real);
    const found = differencesOf(real, await askStandIn());
    assert.equal(found.length, 0, found.join("\n"));
  },
};

/** By way of `kubectl proxy`, which leaves the requests as they are and knows whose certificate it is. */
async function askReal(world: World): Promise<readonly KubernetesExchange[]> {
  const { engines, kubernetes, processes } = world;
  await installDeployServer(world);
  await kubernetes.kubectl(["create", "namespace", NAMESPACE]);
  await kubernetes.kubectl(["apply", "--filename", "-"], JSON.stringify(limitedAccount()));
  const port = await freePort();
  processes.start({
    name: PROXY,
    command: join(engines.bin, "kubectl"),
    args: ["--kubeconfig", kubernetes.kubeconfig, "proxy", `--port=${port}`],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await world.until("the proxy serves", async () => ((await fetch(`${url}/readyz`)).ok ? true : undefined));
    const token = await kubernetes.kubectl(["create", "token", "limited", `--namespace=${NAMESPACE}`]);
    return await kubernetesConversation({ url, token: kubernetes.token, limitedToken: token.trim() });
  } finally {
    await processes.end(PROXY);
  }
}

/** What a deploy server may do, but for Services. */
function limitedAccount(): object {
  const metadata = { name: "limited", namespace: NAMESPACE };
  const items = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["*"] },
        { apiGroups: ["apps"], resources: ["deployments"], verbs: ["*"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "limited" },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
  ];
  return { apiVersion: "v1", kind: "List", items };
}
