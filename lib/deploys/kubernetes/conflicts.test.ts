import { describe, expect, test } from "@jest/globals";
import { conflictsOf, conflictText, isByHand } from "./conflicts.ts";
import { isAppliedBy, ownerOf } from "./managers.ts";
import { anObject } from "./testing.ts";

/** As a real API server answers. */
const STATUS = {
  kind: "Status",
  reason: "Conflict",
  code: 409,
  details: {
    causes: [
      { reason: "FieldManagerConflict", message: 'conflict with "kubectl-edit" using apps/v1', field: ".spec.replicas" },
      { reason: "FieldManagerConflict", message: 'conflict with "hpa" with subresource "scale" using apps/v1', field: ".spec.paused" },
      { reason: "FieldManagerConflict", message: 'conflict with "kubectl-edit" using apps/v1', field: ".spec.template" },
      { reason: "FieldValueInvalid", message: "near miss", field: "spec.x" },
    ],
  },
}; // prettier-ignore

test("conflicts are told by who owns what", () => {
  const conflicts = conflictsOf(STATUS);
  expect(conflicts).toEqual([
    { manager: "kubectl-edit", field: ".spec.replicas" },
    { manager: "hpa", field: ".spec.paused" },
    { manager: "kubectl-edit", field: ".spec.template" },
  ]);
  expect(conflictText(conflicts)).toBe(
    "kubectl-edit owns .spec.replicas, .spec.template, and hpa owns .spec.paused",
  );
  expect(conflictsOf({ reason: "Conflict", details: {} })).toEqual([]);
});

describe("what was changed by hand", () => {
  const live = (...entries: readonly (readonly [string, string, string?])[]) =>
    anObject("Deployment", "shop", {
      metadata: {
        managedFields: entries.map(([manager, operation, subresource]) => ({
          manager,
          operation,
          subresource,
        })),
      },
    });
  const by = (manager: string) => [{ manager, field: ".spec.replicas" }];
  test.each([
    ["an edit", live(["kubectl-edit", "Update"]), by("kubectl-edit"), true],
    ["a patch", live(["kubectl-patch", "Update"], ["hpa", "Update"]), by("kubectl-patch"), true],
    ["kubectl's own apply", live(["kubectl", "Apply"]), by("kubectl"), false],
    ["kubectl, both ways", live(["kubectl", "Apply"], ["kubectl", "Update"]), by("kubectl"), false],
    ["a controller that scales", live(["kube-controller-manager", "Update", "scale"]), by("kube-controller-manager"), false],
    ["kubectl scale", live(["kubectl", "Update", "scale"]), by("kubectl"), false],
    ["a controller", live(["argocd-controller", "Update"]), by("argocd-controller"), false],
    ["a tool whose name only begins so", live(["kubectlish", "Update"]), by("kubectlish"), false],
    ["somebody who is not listed", live(), by("kubectl-edit"), false],
    ["one of two", live(["kubectl-edit", "Update"], ["flux", "Apply"]), [...by("kubectl-edit"), ...by("flux")], false],
  ])("%s", (_what, object, conflicts, is) => {
    expect(isByHand(object, conflicts)).toBe(is);
  }); // prettier-ignore
});

test.each([
  [{ ownerReferences: [{ kind: "ReplicaSet", name: "shop-7f" }] }, "ReplicaSet/shop-7f"],
  [{ annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:x/y" } }, "Argo CD (shop:apps/Deployment:x/y)"],
  [{ labels: { "app.kubernetes.io/managed-by": "Helm" }, annotations: { "meta.helm.sh/release-name": "shop" } }, "the release shop of Helm"],
  [{ labels: { "app.kubernetes.io/managed-by": "terraform" } }, "terraform"],
  [{ labels: { "applyset.kubernetes.io/part-of": "applyset-x-v1" } }, "the set applyset-x-v1"],
  [{ managedFields: [{ manager: "kubectl-create", operation: "Update" }, { manager: "kcm", operation: "Update", subresource: "status" }] }, "kubectl-create"],
  [{}, "somebody else"],
])("an owner is told: %j", (metadata, owner) => {
  expect(ownerOf(anObject("Deployment", "shop", { metadata }))).toBe(owner);
}); // prettier-ignore

test("applied is what the server has applied, and not what it has written to", () => {
  const by = (manager: string, operation: string) =>
    anObject("X", "x", { metadata: { managedFields: [{ manager, operation }] } });
  expect([
    isAppliedBy(by("release-channels", "Apply")),
    isAppliedBy(by("release-channels", "Update")),
    isAppliedBy(by("release-channels-2", "Apply")),
  ]).toEqual([true, false, false]);
});
