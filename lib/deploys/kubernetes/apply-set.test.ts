import { expect, test } from "@jest/globals";
import {
  applySetId,
  asMember,
  KINDS_ANNOTATION,
  kindsOf,
  kindsText,
  MEMBER_LABEL,
  pruningOf,
} from "./apply-set.ts";
import { inOrder } from "./order.ts";
import { aMember, anObject } from "./testing.ts";

test("a set's id is the one that kubectl works out", () => {
  // printf 'my-app.prod.shop.DeployConfig.release-channels.dev' | openssl dgst -sha256 -binary | base64, URL-safe
  expect(
    applySetId({
      name: "my-app.prod",
      namespace: "shop",
      kind: "DeployConfig",
      group: "release-channels.dev",
    }),
  ).toBe("applyset-_ylmePOralxC4y_6AIeBeagLug3_Sp0Du2I0PcF-hOA-v1");
});

test("kinds are listed once each, sorted, and read as they were written", () => {
  const kinds = [
    { group: "apps", kind: "Deployment" },
    { group: "", kind: "Service" },
    { group: "", kind: "ConfigMap" },
    { group: "apps", kind: "Deployment" },
    { group: "cert-manager.io", kind: "Certificate" },
  ];
  const text = kindsText(kinds);
  expect(text).toBe("Certificate.cert-manager.io,ConfigMap,Deployment.apps,Service");
  const parent = anObject("DeployConfig", "x", { metadata: { annotations: { [KINDS_ANNOTATION]: text } } });
  expect(kindsText(kindsOf(parent))).toBe(text);
  expect(kindsOf(anObject("DeployConfig", "x"))).toEqual([]);
});

test("a member keeps its labels", () => {
  const object = anObject("ConfigMap", "settings", { metadata: { labels: { app: "x" } }, data: { a: "b" } });
  expect(asMember(object, { id: "set-1", namespace: "shop" })).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "shop", labels: { app: "x", [MEMBER_LABEL]: "set-1" } },
    data: { a: "b" },
  });
});

test("only what the server has applied for the set, and what is wanted no more, is deleted", () => {
  const members = [
    aMember("ConfigMap", "kept", "set-1"),
    aMember("ConfigMap", "old", "set-1"),
    aMember("Service", "kept", "set-1"),
    // The same object in another version of its kind.
    aMember("Deployment", "kept", "set-1", "apps/v1beta1"),
    aMember("ConfigMap", "of-another-set", "set-2"),
    anObject("ConfigMap", "copied", { metadata: { labels: { [MEMBER_LABEL]: "set-1" } } }),
    anObject("ConfigMap", "copied-by-kubectl", {
      metadata: {
        labels: { [MEMBER_LABEL]: "set-1" },
        managedFields: [
          { manager: "release-channels", operation: "Update" },
          { manager: "kubectl", operation: "Apply" },
        ],
      },
    }),
  ];
  const wanted = [anObject("ConfigMap", "kept"), anObject("Deployment", "kept", { apiVersion: "apps/v1" })];
  const { remove, strange } = pruningOf(members, wanted, "set-1");
  expect(remove.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    "ConfigMap/old",
    "Service/kept",
  ]);
  expect(strange).toEqual(["ConfigMap/copied", "ConfigMap/copied-by-kubectl"]);
});

test("what others need is applied before them", () => {
  const kinds = ["Deployment", "Certificate", "ConfigMap", "Job", "ServiceAccount", "Service"];
  const objects = kinds.map((kind) => anObject(kind, "x"));
  expect(inOrder(objects, (one) => one).map(({ kind }) => kind)).toEqual([
    "ServiceAccount",
    "ConfigMap",
    "Service",
    "Certificate",
    "Deployment",
    "Job",
  ]);
});
