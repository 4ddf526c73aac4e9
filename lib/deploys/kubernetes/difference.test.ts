import { describe, expect, test } from "@jest/globals";
import { groupKindText, groupOf, parseGroupKind, readApiObject, refKey } from "./api-object.ts";
import { isChanged, isOnlyImage } from "./difference.ts";
import { withImage } from "./image.ts";
import { inOrder } from "./order.ts";

const NAME = "ghcr.io/acme/my-app";
const deployment = (image: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", labels: { a: "1", b: "2" }, ...metadata },
  spec: { replicas: 2, template: { spec: { containers: [{ name: "app", image }] } } },
  ...more,
});

describe("an object is changed", () => {
  const live = deployment(
    `${NAME}:v1`,
    { status: { ready: 1 } },
    { uid: "1", resourceVersion: "5", generation: 2, managedFields: [] },
  );
  test.each<[string, ReturnType<typeof deployment>, boolean]>([
    [
      "by nothing that it does by itself",
      deployment(`${NAME}:v1`, { status: { ready: 2 } }, { uid: "2", creationTimestamp: "t", selfLink: "s" }),
      false,
    ],
    [
      "by nothing where its fields come in another order",
      deployment(`${NAME}:v1`, {}, { labels: { b: "2", a: "1" } }),
      false,
    ],
    ["by its labels", deployment(`${NAME}:v1`, {}, { labels: { a: "1", b: "3" } }), true],
    ["by a further annotation", deployment(`${NAME}:v1`, {}, { annotations: { x: "y" } }), true],
    ["by its image", deployment(`${NAME}:v2`), true],
    ["by its spec", deployment(`${NAME}:v1`, { spec: { replicas: 3 } }), true],
  ])("%s", (_what, predicted, is) => {
    expect(isChanged(live, predicted)).toBe(is);
  });

  test("by the order of a list", () => {
    const list = (...items: readonly string[]) => ({ ...deployment("x"), spec: { items } });
    expect([isChanged(list("a", "b"), list("a", "b")), isChanged(list("a", "b"), list("b", "a"))]).toEqual([
      false,
      true,
    ]);
  });
});

describe("nothing but the image changes", () => {
  test.each<[string, string, string, object, boolean]>([
    ["a tag", `${NAME}:v1`, `${NAME}:v2`, {}, true],
    ["a digest", `${NAME}:v1`, `${NAME}@sha256:1`, {}, true],
    ["nothing", `${NAME}:v1`, `${NAME}:v1`, {}, true],
    ["a tag and a number", `${NAME}:v1`, `${NAME}:v2`, { extra: 1 }, false],
    ["another image", `${NAME}:v1`, `${NAME}-2:v1`, {}, false],
    ["another's tag", `${NAME}-2:v1`, `${NAME}-2:v2`, {}, false],
    ["an image whose name only looks alike", `ghcrxio/acme/my-app:v1`, `ghcrxio/acme/my-app:v2`, {}, false],
  ])("%s", (_what, before, after, more, is) => {
    expect(isOnlyImage(deployment(before), deployment(after, more), NAME)).toBe(is);
  });

  test("where there is no image, nothing may change at all", () => {
    expect(isOnlyImage(deployment("a:1"), deployment("a:1"), undefined)).toBe(true);
    expect(isOnlyImage(deployment("a:1"), deployment("a:2"), undefined)).toBe(false);
  });
});

test("what others need comes first, what needs others last, and those of one kind stay as they were", () => {
  const kinds = [
    "Ingress",
    "Deployment",
    "Widget",
    "ConfigMap",
    "ServiceAccount",
    "StatefulSet",
    "Job",
    "Service",
    "Gadget",
    "Secret",
  ];
  const ordered = inOrder(kinds, (kind) => ({ apiVersion: "v1", kind, metadata: { name: "x" } }));
  expect(ordered).toEqual([
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "Service",
    "Widget",
    "Gadget",
    "StatefulSet",
    "Deployment",
    "Job",
    "Ingress",
  ]);
});

test("an image is put into every container that runs it, and nowhere else", () => {
  const pod = (...images: readonly unknown[]) => ({
    containers: images.map((image) => ({ image })),
    initContainers: [{ image: `${NAME}:old` }],
  });
  const metadata = { name: "shop", annotations: { containers: [{ image: `${NAME}:v1` }] } };
  const object = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata,
    spec: { job: { spec: pod(`${NAME}:v1`, `${NAME}-2:v1`, NAME, 5) } },
  };
  const list = { ...object, spec: { images: [{ image: `${NAME}:v1` }], pods: [pod(`${NAME}@sha256:0`)] } };
  const built = { image: `${NAME}:v2`, digest: "sha256:1" };
  const whole = `${NAME}:v2@sha256:1`;
  const { objects, places } = withImage([object as never, list as never], built);
  expect(places).toBe(5);
  expect(objects[0]).toMatchObject({
    metadata,
    spec: {
      job: {
        spec: {
          containers: [{ image: whole }, { image: `${NAME}-2:v1` }, { image: whole }, { image: 5 }],
          initContainers: [{ image: whole }],
        },
      },
    },
  });
  expect(objects[1]).toMatchObject({
    spec: {
      images: [{ image: `${NAME}:v1` }],
      pods: [{ containers: [{ image: whole }], initContainers: [{ image: whole }] }],
    },
  });
});

test("an object is one by its version, its kind and its name", () => {
  const whole = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } };
  expect(readApiObject(whole)).toBe(whole);
  for (const wrong of [{ ...whole, kind: "" }, { ...whole, metadata: {} }, { ...whole, apiVersion: 1 }, null])
    expect(readApiObject(wrong)).toBeUndefined();
  expect(refKey({ apiVersion: "apps/v1", kind: "D", name: "x" })).toBe(
    refKey({ apiVersion: "apps/v2", kind: "D", name: "x" }),
  );
  expect(refKey({ apiVersion: "v1", kind: "D", name: "x" })).not.toBe(
    refKey({ apiVersion: "apps/v1", kind: "D", name: "x" }),
  );
  expect([groupOf("apps/v1"), groupOf("v1")]).toEqual(["apps", ""]);
  for (const text of ["ConfigMap", "Deployment.apps", "HelmRelease.helm.toolkit.fluxcd.io"])
    expect(groupKindText(parseGroupKind(text))).toBe(text);
  expect(parseGroupKind("HelmRelease.helm.toolkit.fluxcd.io")).toEqual({
    kind: "HelmRelease",
    group: "helm.toolkit.fluxcd.io",
  });
});
