import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { API_VERSION, CONFIG_KIND, GROUP, specOf } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { at } from "../../../../lib/deploys/narrow.ts";

/** The definition as the chart has it: its only template is the comment at the top. */
const definition: unknown = parse(
  readFileSync("helm/deploy-server/templates/deploy-config.yaml", "utf8").replace(/^\{\{-.*?\}\}\n/s, ""),
);
const schema = at(definition, "spec", "versions", 0, "schema", "openAPIV3Schema", "properties");

test("the chart defines the kind that the server writes", () => {
  expect(at(definition, "kind")).toBe("CustomResourceDefinition");
  expect(at(definition, "spec", "group")).toBe(GROUP);
  expect(at(definition, "spec", "names", "kind")).toBe(CONFIG_KIND);
  expect(`${GROUP}/${String(at(definition, "spec", "versions", 0, "name"))}`).toBe(API_VERSION);
  expect(at(definition, "spec", "versions", 0, "subresources")).toEqual({ status: {} });
});

test("its spec has the fields that the server writes, and no others", () => {
  const whole = specOf(
    {
      target: { config: "my-app", channel: "prod" },
      to: {
        kind: "artifactful",
        configSha: "1".repeat(40),
        artifact: { sha: "2".repeat(40), image: "ghcr.io/acme/my-app:x", digest: `sha256:${"a".repeat(64)}` },
      },
      config: { repository: "acme/my-app", path: ".deploy/my-app.yaml" },
    },
    "0b0e7c1e-5f5e-4c0a-9f57-0d2f5e9f2c11",
  );
  const properties = at(schema, "spec", "properties");
  expect(Object.keys(properties ?? {}).toSorted()).toEqual(Object.keys(whole).toSorted());
  for (const [field, value] of Object.entries(whole)) {
    const pattern = at(properties, field, "pattern");
    if (typeof pattern === "string") expect(value).toMatch(new RegExp(pattern));
  }
});

test("its status has the fields that the server writes, and no others", () => {
  expect(Object.keys(at(schema, "status", "properties") ?? {})).toEqual([
    "observedGeneration",
    "appliedGeneration",
    "conditions",
  ]);
});
