import assert from "node:assert/strict";
import { previewNamespace } from "../../../lib/deploys/branch-preview.ts";
import { ask } from "../../deploys/people.ts";
import { configMap, deployment, sourceFiles, withKubernetes } from "../deploys/with-kubernetes.ts";
import type { Scenario } from "../scenario.ts";

const NAME = "kube-shown";
const BRANCH = "feature/x";

interface DeploymentSeen {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status?: { readonly readyReplicas?: number };
}

export const kubernetesPreviews: Scenario = {
  name: "kubernetes-previews",
  shows:
    "a branch's build runs beside its channel in a namespace that the server makes, and goes with its branch; a namespace that is somebody else's stays",
  run: (world) =>
    withKubernetes(world, { name: NAME, hasPreviews: true }, async ({ build, shop, site }) => {
      const { kubernetes, hub } = world;
      const untilStatus = (what: string, isSo: (text: string) => boolean): Promise<true> =>
        world.until(`the preview ${what}`, async () => {
          const command = `/deploy status ${NAME}`;
          const { text } = await ask(site, site.alice, { command, says: `${NAME}/dev` });
          return isSo(text) || undefined;
        });
      const files = sourceFiles(
        shop,
        { deployment: deployment(shop), settings: configMap("settings", { colour: "red" }) },
        { channels: { prod: {}, dev: { track: "main", previews: true } } },
      );
      await build("main", "main", files);
      const own = previewNamespace(`${NAME}-{branch}`, BRANCH);
      // As near as names can be: the one of feature-x, which somebody else has made.
      const near = `${NAME}-feature-x`;
      await kubernetes.kubectl(["create", "namespace", near]);
      await kubernetes.kubectl(
        ["create", "--namespace", near, "--filename", "-"],
        JSON.stringify(configMap("theirs", { colour: "blue" })),
      );

      const built = await build("one", BRANCH, files);
      await world.until(`the preview of ${BRANCH} runs ${built.image}`, async () => {
        const found = await kubernetes.get<DeploymentSeen>("deployment", NAME, own);
        const [container] = found?.spec.template.spec.containers ?? [];
        return container?.image === built.image && found?.status?.readyReplicas === 2 ? true : undefined;
      });
      assert.notEqual(await kubernetes.get("configmap", "settings", own), undefined);
      assert.equal(await kubernetes.get("deployment", NAME, NAME), undefined);
      await untilStatus("is live", (text) => text.includes(`live in ${own}`));

      const second = await build("two", "feature-x", files);
      const says = `failed in ${near} (the namespace ${near} of lab is there already, and is somebody else's`;
      await untilStatus("says why the other one is not", (text) =>
        text.includes(`\`${second.sha.slice(0, 7)}\` · ${says}`),
      );

      for (const branch of [BRANCH, "feature-x"]) await hub.deleteBranch(shop.source, branch);
      await world.until(`the namespace ${own} is gone`, async () =>
        (await kubernetes.get("namespace", own)) === undefined ? true : undefined,
      );
      await untilStatus("is shown no more", (text) => !text.includes("preview/"));
      assert.notEqual(await kubernetes.get("configmap", "theirs", near), undefined);
      assert.notEqual(await kubernetes.get("namespace", NAME), undefined);
    }),
};
