import { expect, test } from "@jest/globals";
import { readNotification } from "./notification.ts";

const COMMIT = "1".repeat(40);
const involvedObject = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  namespace: "apps",
  name: "my-app",
};
const EVENT = {
  involvedObject,
  severity: "error",
  timestamp: "2026-11-30T14:00:00Z",
  message: "Helm upgrade failed\n\nLast Helm logs:\n\na line",
  reason: "UpgradeFailed",
  metadata: { revision: "1.4.2", "oci-digest": "sha256:aa" },
  reportingController: "helm-controller",
};

test("an event is read as far as it is needed, without Helm's log", () => {
  expect(readNotification(EVENT)).toEqual({
    object: { kind: "HelmRelease", namespace: "apps", name: "my-app" },
    severity: "error",
    reason: "UpgradeFailed",
    message: "Helm upgrade failed",
    revision: "1.4.2",
    digest: "sha256:aa",
    at: "2026-11-30T14:00:00.000Z",
  });
});

test.each<[string, object, string | undefined]>([
  ["a chart's", { revision: "1.4.2" }, "1.4.2"],
  ["with the object's group before it", { "helm.toolkit.fluxcd.io/revision": "1.4.2" }, "1.4.2"],
  [
    "the controller's, before one without a group",
    { "helm.toolkit.fluxcd.io/revision": "1.4.2", revision: "9.9.9" },
    "1.4.2",
  ],
  ["with another group, which anybody may add", { "event.toolkit.fluxcd.io/revision": "1.4.2" }, undefined],
  ["a commit of a branch", { revision: `main@sha1:${COMMIT}` }, COMMIT],
  ["a commit alone", { revision: `sha1:${COMMIT}` }, COMMIT],
  ["none", {}, undefined],
  ["of another kind of value", { revision: 142 }, undefined],
  ["too long", { revision: "1".repeat(1_001) }, undefined],
])("the revision is %s", (_what, metadata, revision) => {
  expect(readNotification({ ...EVENT, metadata })?.revision).toBe(revision);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a list", [EVENT]],
  ["without an object", { ...EVENT, involvedObject: undefined }],
  ["of an object whose name is none", { ...EVENT, involvedObject: { ...involvedObject, name: "a/b" } }],
  ["of no namespace", { ...EVENT, involvedObject: { ...involvedObject, namespace: "" } }],
  ["without a reason", { ...EVENT, reason: "" }],
  ["whose reason is a sentence", { ...EVENT, reason: "all is well" }],
  ["without a time", { ...EVENT, timestamp: "yesterday" }],
])("%s is no event", (_what, body) => {
  expect(readNotification(body)).toBeUndefined();
});

test("a message is cut", () => {
  expect(readNotification({ ...EVENT, message: "x".repeat(40_000) })?.message).toHaveLength(1_000);
  expect(readNotification({ ...EVENT, message: undefined })?.message).toBe("");
});
