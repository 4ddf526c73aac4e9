import { describe, expect, test } from "@jest/globals";
import { InvalidDocument } from "../../releases/documents/problem.ts";
import { isChanged, isOnlyImage } from "./difference.ts";
import { withImage } from "./image.ts";
import { parseSpecs } from "./specs.ts";
import { anObject } from "./testing.ts";

const MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

function parsed(files: Readonly<Record<string, string>>) {
  return parseSpecs(new Map(Object.entries(files)), "shop");
}

test("documents are read in order, and comments are none", () => {
  const objects = parsed({
    "k8s/a.yaml": `# First\n---\n${MAP}data: { a: "1" }\n---\n# nothing\n---\n${MAP.replace("ConfigMap", "Secret")}`,
    "k8s/b.yaml": "",
    "k8s/c.yaml": MAP.replace("settings", "more"),
  });
  expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    "ConfigMap/settings",
    "Secret/settings",
    "ConfigMap/more",
  ]);
});

describe("specs that cannot be applied", () => {
  test.each([
    ["no YAML", { "k8s/a.yaml": "a: [1" }, /^k8s\/a\.yaml:1:6: not YAML: /],
    ["no object", { "k8s/a.yaml": `${MAP}---\nname: shop\n` }, "k8s/a.yaml:6:1: this is no object of Kubernetes: it needs apiVersion, kind and metadata.name"],
    ["another namespace", { "k8s/a.yaml": `${MAP}  namespace: shop-2\n` }, "k8s/a.yaml:5:14: ConfigMap/settings is for the namespace shop-2, and this target's is shop: leave metadata.namespace out"],
    ["a generated name", { "k8s/a.yaml": `${MAP}  generateName: x-\n` }, "k8s/a.yaml:5:17: ConfigMap/settings has metadata.generateName, so that it would be another one each time: give it a name alone"],
    ["a DeployConfig", { "k8s/a.yaml": "apiVersion: release-channels.dev/v1alpha1\nkind: DeployConfig\nmetadata: { name: x }\n" }, "k8s/a.yaml:2:7: DeployConfig objects are the server's own: leave this one out"],
    ["what YAML 1.1 reads as something else", { "k8s/a.yaml": `${MAP}data:\n  a: "on"\n  b: on\n` }, "k8s/a.yaml:7:6: on means something else in YAML 1.1, which kubectl and others read: put it in quotes, or write it out"],
    ["a list", { "k8s/a.yaml": "apiVersion: v1\nkind: List\nmetadata: { name: x }\nitems: []\n" }, "k8s/a.yaml:2:7: List holds other objects: write each as a document of its own"],
    ["a copy from a cluster", { "k8s/a.yaml": `${MAP}  resourceVersion: "7"\n` }, "k8s/a.yaml:5:20: ConfigMap/settings was copied from a cluster: leave metadata.resourceVersion, uid and status out"],
    ["a key twice", { "k8s/a.yaml": `${MAP}data: { a: b }\ndata: { a: c }\n` }, "k8s/a.yaml:6:1: this key stands here twice: keep one"],
    ["an alias to nothing", { "k8s/a.yaml": `${MAP}data: { a: *nope }\n` }, "k8s/a.yaml:5:12: *nope refers to no anchor that stands before it"],
    ["an alias to what holds it", { "k8s/a.yaml": `${MAP}data: &a { b: *a }\n` }, "k8s/a.yaml:5:15: its aliases make it endless, or many times its size: write values out"],
    ["aliases of aliases", { "k8s/a.yaml": `${MAP}data:\n  l0: &l0 [x]\n${Array.from({ length: 9 }, (_, at) => `  l${at + 1}: &l${at + 1} [${Array.from({ length: 10 }, () => `*l${at}`).join(", ")}]\n`).join("")}` }, "k8s/a.yaml:7:12: its aliases make it endless, or many times its size: write values out"],
    ["many aliases", { "k8s/a.yaml": `${MAP}data:\n  a: &a x\n  b: [${Array.from({ length: 101 }, () => "*a").join(", ")}]\n` }, "k8s/a.yaml:7:7: there are 101 aliases, and at most 100 are read: write values out"],
    ["more than anybody deploys", { "k8s/a.yaml": MAP, "k8s/b.yaml": `# ${"x".repeat(1024 * 1024)}` }, /^k8s\/b\.yaml: the specs have \d+ characters with this file, and at most 1048576 are applied: name fewer$/],
    ["the same twice", { "k8s/a.yaml": MAP, "k8s/b.yaml": MAP }, "k8s/b.yaml:1:1: ConfigMap/settings stands in k8s/a.yaml already: keep one"],
  ])("%s", (_what, files, message) => {
    let said = "";
    try {
      parsed(files);
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      said = error.message;
    }
    expect(said).toMatch(typeof message === "string" ? new RegExp(`^${message.replaceAll(/[.*[\]]/g, String.raw`\$&`)}$`) : message);
  }); // prettier-ignore

  test("an alias to what stands before it is what it stands for", () => {
    const [object] = parsed({ "k8s/a.yaml": `${MAP}data: { a: &a x, b: *a }\n` });
    expect(object).toMatchObject({ data: { a: "x", b: "x" } });
  });

  test("the namespace itself may be named", () => {
    expect(parsed({ "k8s/a.yaml": `${MAP}  namespace: shop\n` })).toHaveLength(1);
  });
});

const IMAGE = { image: "ghcr.io/acme/shop:main-1a2b3c4", digest: "sha256:aa" };
const pods = (...images: readonly string[]) => ({
  template: { spec: { containers: images.map((image) => ({ name: "app", image })) } },
});

test("the image is put wherever its name stands, by its digest", () => {
  const objects = [
    anObject("Deployment", "shop", {
      spec: {
        template: {
          spec: {
            initContainers: [{ name: "migrate", image: "ghcr.io/acme/shop@sha256:00" }],
            containers: [
              { name: "app", image: "ghcr.io/acme/shop" },
              { name: "near-miss", image: "ghcr.io/acme/shop-2:main" },
              { name: "proxy", image: "envoy:1" },
            ],
          },
        },
      },
    }),
    anObject("CronJob", "clean", { spec: { jobTemplate: { spec: pods("ghcr.io/acme/shop:old") } } }),
    anObject("ConfigMap", "settings", {
      metadata: { annotations: { image: "ghcr.io/acme/shop" } },
      data: { image: "ghcr.io/acme/shop:old" },
    }),
  ];
  const { objects: edited, places } = withImage(objects, IMAGE);
  expect(places).toBe(3);
  const found = JSON.stringify(edited).match(/(?:ghcr|envoy)[^"]*/g);
  expect(found).toEqual([
    "ghcr.io/acme/shop:main-1a2b3c4@sha256:aa",
    "ghcr.io/acme/shop:main-1a2b3c4@sha256:aa",
    "ghcr.io/acme/shop-2:main",
    "envoy:1",
    "ghcr.io/acme/shop:main-1a2b3c4@sha256:aa",
    "ghcr.io/acme/shop",
    "ghcr.io/acme/shop:old",
  ]);
  expect(withImage(objects, { ...IMAGE, image: "ghcr.io/acme/other:1" }).places).toBe(0);
});

test.each([
  ["the same", pods("ghcr.io/acme/shop:a@sha256:1"), false, true],
  ["another version", pods("ghcr.io/acme/shop:b@sha256:2"), true, true],
  ["another image", pods("ghcr.io/acme/shop-2:b"), true, false],
  ["more than the version", { ...pods("ghcr.io/acme/shop:b@sha256:2"), replicas: 3 }, true, false],
])("a difference is judged: %s", (_what, spec, isOther, isExpected) => {
  const live = anObject("Deployment", "shop", {
    metadata: { generation: 1, resourceVersion: "5", managedFields: [{ manager: "x" }] },
    spec: pods("ghcr.io/acme/shop:a@sha256:1"),
    status: { replicas: 1 },
  });
  const predicted = anObject("Deployment", "shop", {
    spec,
    metadata: { generation: 2, resourceVersion: "6" },
  });
  expect(isChanged(live, predicted)).toBe(isOther);
  expect(isOnlyImage(live, predicted, "ghcr.io/acme/shop")).toBe(isExpected);
});
