import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { channelsOf, parseServerConfig, placementsOf } from "../../lib/deploys/config/server-config.ts";
import { writtenVersion } from "../../lib/deploys/flux/version-place.ts";
import { at, textAt } from "../../lib/deploys/narrow.ts";
import { parseDatabase } from "../../lib/releases/documents/database.ts";
import { blocksIn } from "./pages.ts";

const EXAMPLE = "examples/flux-clusters";
const read = (path: string): string => readFileSync(`${EXAMPLE}/${path}`, "utf8");
const files = globSync(["**/*.yaml", "**/*.json"], { cwd: EXAMPLE }).sort();
const config = parseServerConfig(read("db/server.yaml"), "db/server.yaml");
const documentsIn = (path: string): readonly unknown[] =>
  parseAllDocuments(read(path)).map((one) => ("toJS" in one ? one.toJS() : undefined));

test("each target's file has the release that the server names, at one version, where that cluster's Flux reads", () => {
  const channels = channelsOf(config);
  const policy: unknown = JSON.parse(read("db/policy.json"));
  expect(at(policy, "channels")).toEqual(["dev", "qa", "stag", "prod"]);
  expect(channels.toSorted()).toEqual(["dev", "prod", "qa", "stag"]);
  for (const channel of channels) {
    const [placement, ...others] = placementsOf(config, { config: "my-app", channel });
    expect(others).toEqual([]);
    const { cluster, file = "", helmrelease: name = "", chart } = placement ?? { cluster: "" };
    const manifest = { file, name, kind: "HelmRelease" } as const;
    expect(writtenVersion(read(file), manifest)).toEqual({
      field: "spec.chart.spec.version",
      value: "1.4.1",
      isDigest: false,
    });
    const flux = documentsIn(`bootstrap/${cluster}.yaml`);
    const kinds = Object.fromEntries(flux.map((one) => [textAt(one, "kind") ?? "", one]));
    expect(at(kinds["Kustomization"], "spec", "path")).toBe(`./${dirname(file)}`);
    expect(at(kinds["Kustomization"], "spec", "sourceRef", "name")).toBe(
      at(kinds["GitRepository"], "metadata", "name"),
    );
    const [release] = documentsIn(file);
    expect(at(release, "spec", "chart", "spec", "sourceRef", "name")).toBe(
      at(kinds["HelmRepository"], "metadata", "name"),
    );
    expect(
      `${textAt(kinds["HelmRepository"], "spec", "url")}/${textAt(release, "spec", "chart", "spec", "chart")}`,
    ).toBe(chart);
  }
  expect(parseDatabase(read("db/db.json"), "db/db.json").releases).toEqual([]);
});

test("the guide shows what the example has, and lists all of its files", () => {
  const shown = blocksIn("yaml").filter(({ page }) => page === "docs/flux-deploys.md");
  const written = files.filter((path) => path.endsWith(".yaml")).flatMap(documentsIn);
  expect(shown.map(({ text }) => textAt(parse(text), "kind"))).toEqual(["HelmRelease", "ClusterRole"]);
  for (const { text } of shown) expect(written).toContainEqual(parse(text));
  const layout = blocksIn("").find(({ text }) => text.includes("bootstrap/dev.yaml"));
  const listed = (layout?.text ?? "").split("\n").flatMap((line) => line.split(" ")[0] || []);
  expect(listed.toSorted()).toEqual(files);
});
