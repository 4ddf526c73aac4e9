import assert from "node:assert/strict";
import { change } from "../registration.ts";
import { createReleaseRepository, pin, RELEASE_API } from "../release-repository.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS, NOTHING, shownAt, SUCCEEDS } from "../shown.ts";
import { untilWell } from "../well.ts";
import type { World } from "../world.ts";

const where = { fullName: "acme/releases", ...RELEASE_API };
const APPLICATION = RELEASE_API.application;

export const deployment: Scenario = {
  name: "deployment",
  shows:
    "deployment/ rolls out with each published image, a commit of the database alone shows nothing, and what the " +
    "project does not allow is refused",
  run: async (world) => {
    const releases = await createReleaseRepository(world, where.fullName);
    await releases.apply("project.yaml");
    await releases.apply("application.yaml");
    await untilWell(world, APPLICATION);
    assert.deepEqual(await kindsIn(world, "release-api"), [
      "Deployment",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "ServiceAccount",
    ]);

    const database = await change(world, where.fullName, {
      "db/db.json": '{ "version": 1, "releases": [] }\n',
    });
    const published = await pin(world, releases, 2);
    await expectShown(world, { ...where, sha: published }, SUCCEEDS);
    assert.deepEqual(shownAt(world, { ...where, sha: database }), NOTHING);

    await retryOnce(world);
    const refused = await change(world, where.fullName, {
      "deployment/kustomization.yaml": releases
        .text("deployment/kustomization.yaml")
        .replace("- base", "- base\n  - role.yaml"),
      "deployment/role.yaml": ROLE,
    });
    await expectShown(world, { ...where, sha: refused }, FAILS);
    const [status] = world.hub.github.statuses(where.fullName, refused);
    assert.match(status?.description ?? "", /^Sync of release-channel-api failed: /);
    const { message = "" } = (await world.argoCd.application(APPLICATION))?.status?.operationState ?? {};
    assert.match(message, /one or more synchronization tasks are not valid/);

    // The commands of docs/gitops-setup.md.
    assert.match(
      await world.argoCd.argocd(["app", "get", APPLICATION]),
      /Role .*is not permitted in project/,
    );
    await change(world, where.fullName, {
      "deployment/kustomization.yaml": releases.text("deployment/kustomization.yaml"),
      "deployment/role.yaml": undefined,
    });
    await untilWell(world, APPLICATION);
    assert.match(await world.argoCd.argocd(["app", "sync", APPLICATION]), /Phase: +Succeeded/);
    await releases.remove("application.yaml");
    assert.deepEqual(await kindsIn(world, "release-api"), []);
  },
};

/** The kinds of what Argo CD's Application has applied to a namespace. */
async function kindsIn({ kubernetes }: World, namespace: string): Promise<readonly string[]> {
  const kinds = "deployments,networkpolicies,poddisruptionbudgets,services,serviceaccounts,roles,secrets";
  const selector = "app.kubernetes.io/part-of=release-channels";
  const text = await kubernetes.kubectl([
    "get",
    kinds,
    `--namespace=${namespace}`,
    `--selector=${selector}`,
    "--output=json",
  ]);
  const { items }: { readonly items: readonly { readonly kind: string }[] } = JSON.parse(text);
  return items.map(({ kind }) => kind).toSorted();
}

/** Five retries take minutes; how often it is tried again makes no difference to what is shown. */
async function retryOnce({ kubernetes }: World): Promise<void> {
  const retry = { limit: 1, backoff: { duration: "1s", maxDuration: "1s" } };
  await kubernetes.kubectl([
    "patch",
    "application.argoproj.io",
    APPLICATION,
    "--namespace=argocd",
    "--type=merge",
    `--patch=${JSON.stringify({ spec: { syncPolicy: { retry } } })}`,
  ]);
}

const ROLE = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: too-much, labels: { app.kubernetes.io/part-of: release-channels } }
rules: []
`;
