import assert from "node:assert/strict";
import { deployment } from "../manifests.ts";
import { LABEL, registerPreviews } from "../preview-registration.ts";
import type { Scenario } from "../scenario.ts";
import { expectShown, FAILS, NOTHING, shownAt } from "../shown.ts";
import type { World } from "../world.ts";

const original = { name: "forked", fullName: "acme/forked" };
const fork = "mallory/forked";
const manifest = (tag: string): Record<string, string> => ({
  "k8s/app.yaml": deployment({ name: original.name, image: `ghcr.io/acme/forked:${tag}` }),
});

export const forkPreview: Scenario = {
  name: "fork-preview",
  shows:
    "a fork's pull request gets no preview by itself; once somebody has labelled it, what the previews' project does " +
    "not allow is refused, and GitHub shows that",
  run: async (world) => {
    const { hub } = world;
    await registerPreviews(world, { ...original, files: manifest("1") });
    await hub.github.forkRepository(original.fullName, "mallory");
    const quiet = await hub.commit(fork, "Mine an hour", manifest("2"), "mine");
    const loud = await hub.commit(
      fork,
      "Become administrator",
      { ...manifest("3"), "k8s/role.yaml": ROLE_BINDING },
      "administrate",
    );
    const unlabelled = await hub.github.openPullRequest(original.fullName, {
      head: "mallory:mine",
      by: "mallory",
    });
    const labelled = await hub.github.openPullRequest(original.fullName, {
      head: "mallory:administrate",
      by: "mallory",
      labels: [LABEL],
    });
    const where = (number: number, sha: string) => ({
      fullName: original.fullName,
      sha,
      context: `argocd/${nameOf(number)}`,
      environment: `preview/pr-${number}`,
    });
    await expectShown(world, where(labelled.number, loud), FAILS);
    const { message = "" } =
      (await world.argoCd.application(nameOf(labelled.number)))?.status?.operationState ?? {};
    assert.match(message, /one or more synchronization tasks are not valid/);
    assert.equal(await bindings(world), "");
    assert.equal(await world.argoCd.application(nameOf(unlabelled.number)), undefined);
    assert.deepEqual(shownAt(world, where(unlabelled.number, quiet)), NOTHING);
    await hub.github.closePullRequest(original.fullName, labelled.number);
    await world.until("the preview is gone", async () =>
      (await world.argoCd.application(nameOf(labelled.number))) === undefined ? true : undefined,
    );
  },
};

const nameOf = (number: number): string => `${original.name}-pr-${number}`;

const bindings = ({ kubernetes }: World): Promise<string> =>
  kubernetes.kubectl([
    "get",
    "rolebindings",
    "--all-namespaces",
    "--field-selector=metadata.name=mallory",
    "--output=name",
  ]);

const ROLE_BINDING = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: mallory }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: default }]
`;
