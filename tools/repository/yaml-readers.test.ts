import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parseAllDocuments } from "yaml";

/**
 * Every YAML file of the repository, and what the chart renders: kustomize, Helm and Argo CD read YAML 1.1, prettier, the
 * suite and GitHub 1.2, in which `on`, `1e3`, `0o14` and `2026-11-21` are something else. Where both read the same, it does
 * not matter who reads it.
 */
const paths = execFileSync(
  "git",
  ["ls-files", "*.yml", "*.yaml", ":!helm/*/templates/**", ":!**/testdata/**"],
  {
    encoding: "utf8",
  },
)
  .trim()
  .split("\n");

function read(path: string, version: "1.1" | "1.2"): readonly string[] {
  return parseAllDocuments(readFileSync(path, "utf8"), { version }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message ?? ""}`);
    // As GitHub names it, whoever reads it.
    return JSON.stringify(document.toJS({ mapAsMap: true }), (_key, value: unknown) =>
      value instanceof Map
        ? [...value].map(([key, one]: [unknown, unknown]) => [key === true ? "on" : key, one])
        : value,
    );
  });
}

test("there are files of each kind", () => {
  for (const place of [
    "helm/argo-stack/tests/expected/",
    "deployment/",
    "workflows-templates/",
    ".github/workflows/",
    "actions/",
  ])
    expect(paths.filter((path) => path.startsWith(place)).length).toBeGreaterThan(1);
});

test.each(paths.map((path) => [path]))("%s is read alike by both", (path) => {
  expect(read(path, "1.1")).toEqual(read(path, "1.2"));
});
