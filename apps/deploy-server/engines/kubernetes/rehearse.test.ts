import { describe, expect, test } from "@jest/globals";
import type { Call } from "./call.ts";
import type { KubernetesClient } from "./client.ts";
import { driftOf, rehearse } from "./rehearse.ts";
import { objectsOf } from "./resources.ts";

const SET = "applyset-1";
const PART_OF = "applyset.kubernetes.io/part-of";
const APPLIED = { manager: "release-channels", operation: "Apply" };
const BY_HAND = { manager: "kubectl-edit", operation: "Update" };
const object = (metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", ...metadata },
  data: { a: "1" },
});
const ours = (...managedFields: readonly object[]) => object({ labels: { [PART_OF]: SET }, managedFields });

const resources = {
  resources: [
    { kind: "ConfigMap", name: "configmaps", namespaced: true },
    { kind: "ConfigMap", name: "configmaps/status", namespaced: true },
    { kind: "Namespace", name: "namespaces", namespaced: false },
  ],
};
const conflict = {
  message: "conflict",
  details: {
    causes: [
      { reason: "FieldManagerConflict", message: 'conflict with "kubectl-edit" using v1', field: ".data.a" },
    ],
  },
};

/** An API server that has this object, and lets it be applied unless somebody else has its fields. */
function cluster(live: object | undefined, isFree: boolean) {
  const patches: Call[] = [];
  const answer = (call: Call): readonly [number, object] => {
    if (call.path === "/api/v1") return [200, resources];
    if (call.method !== "PATCH") return live === undefined ? [404, { reason: "NotFound" }] : [200, live];
    patches.push(call);
    return isFree || call.query?.["force"] === "true"
      ? [200, { ...(call.body as object), predicted: true }]
      : [409, conflict];
  };
  const client: KubernetesClient = {
    cluster: "eu",
    connection: Promise.resolve({
      send: async (call) => {
        const [code, json] = answer(call);
        return { code, text: JSON.stringify(json) };
      },
      stream: async () => null,
    }),
  };
  return { objects: objectsOf(client, "shop"), patches };
}
const rehearsed = async (live: object | undefined, { isFree = true, mends = false } = {}) => {
  const { objects, patches } = cluster(live, isFree);
  const [found] = await rehearse(objects, [object()], { setId: SET, mends });
  return { found, patches };
};

describe("an object is rehearsed", () => {
  test.each([
    ["where it is not there", undefined],
    ["where it is the set's, and applied by the server", ours(BY_HAND, APPLIED)],
  ])("%s", async (_what, live) => {
    const { found, patches } = await rehearsed(live);
    expect(found).toMatchObject({ live, byHand: undefined, predicted: { predicted: true } });
    expect(patches).toMatchObject([
      {
        path: "/api/v1/namespaces/shop/configmaps/settings",
        query: { dryRun: "All", fieldValidation: "Strict" },
        body: { metadata: { namespace: "shop", labels: { [PART_OF]: SET } } },
      },
    ]);
    expect(patches[0]?.query).not.toHaveProperty("force");
  });

  test.each([
    ["it has only the set's label", ours(BY_HAND)],
    [
      "it has the label of another set",
      object({ labels: { [PART_OF]: "applyset-2" }, managedFields: [APPLIED] }),
    ],
    ["it has no label", object({ managedFields: [APPLIED] })],
  ])("and not taken over where %s", async (_what, live) => {
    await expect(rehearsed(live)).rejects.toMatchObject({ reason: "NotOurs" });
  });

  test("with what was changed by hand taken back, where the config says so", async () => {
    const live = ours(APPLIED, BY_HAND);
    const { found, patches } = await rehearsed(live, { isFree: false, mends: true });
    expect(found).toMatchObject({ byHand: "kubectl-edit owns .data.a" });
    expect(patches.map(({ query }) => query?.["force"])).toEqual([undefined, "true"]);
    await expect(rehearsed(live, { isFree: false })).rejects.toMatchObject({ reason: "Conflict" });
    const controller = ours(APPLIED, { manager: "kubectl-edit", operation: "Update", subresource: "scale" });
    await expect(rehearsed(controller, { isFree: false, mends: true })).rejects.toMatchObject({
      reason: "Conflict",
    });
  });

  test("unless it is of the whole cluster, or of no kind that there is", async () => {
    const asked = (kind: string) =>
      rehearse(cluster(undefined, true).objects, [{ ...object(), kind }], { setId: SET, mends: false });
    await expect(asked("Namespace")).rejects.toThrow("Namespace/settings is of the whole cluster");
    await expect(asked("Widget")).rejects.toThrow("eu knows no kind Widget in v1");
  });
});

test("what is not as it was applied is named, each in its words", () => {
  const one = (name: string, more: object) => ({
    object: object({ name }),
    live: object({ name }),
    predicted: object({ name }),
    byHand: undefined,
    ...more,
  });
  expect(driftOf([one("same", {})])).toBeUndefined();
  const drift = driftOf([
    one("same", {}),
    one("gone", { live: undefined }),
    one("edited", { byHand: "kubectl-edit owns .data" }),
    one("other", { predicted: { ...object({ name: "other" }), data: {} } }),
  ]);
  expect(drift).toBe(
    "ConfigMap/gone is gone; ConfigMap/edited: kubectl-edit owns .data; ConfigMap/other is not as it was applied",
  );
});
