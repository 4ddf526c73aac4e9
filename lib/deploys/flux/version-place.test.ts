import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import {
  versionEdits,
  withManifestValue,
  writtenVersion,
  type ChartVersion,
  type FluxManifest,
} from "./version-place.ts";

const file = "clusters/qa/my-app.yaml";
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const to = { version: "1.4.2", digest: digest("2") };
const release: FluxManifest = { file, kind: "HelmRelease", name: "apps/my-app" };
const repository: FluxManifest = { file, kind: "OCIRepository", name: "flux-system/my-app" };

/** The file with another version, as it is committed. */
const withVersion = (text: string, manifest: FluxManifest, version: ChartVersion): string =>
  versionEdits(text, manifest, version).reduce(
    (edited, edit) => withManifestValue(edited, manifest, edit),
    text,
  );

const helmRelease = (version: string, name = "my-app"): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: apps
spec:
  chart:
    spec:
      chart: my-app
      ${version}
      sourceRef: { kind: HelmRepository, name: charts }
`;

const ociRepository = (ref: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: my-app, namespace: flux-system }
spec:
  url: oci://ghcr.io/acme/charts/my-app
  ref: ${ref}
`;

const byReference = (kind: string): string => `kind: HelmRelease
metadata: { name: my-app, namespace: apps }
spec:
  chartRef: { kind: ${kind}, name: my-app, namespace: flux-system }
`;

describe("Where Flux reads a version", () => {
  test.each([
    ["a HelmRelease's chart", release, helmRelease("version: 1.4.1"), helmRelease("version: 1.4.2")],
    [
      "a HelmRelease's chart among others",
      release,
      `${helmRelease("version: 1.4.1", "my-app-jobs")}---\n${helmRelease("version: 1.4.1 # ours")}---\n${ociRepository("{ tag: 1.4.1 }")}`,
      `${helmRelease("version: 1.4.1", "my-app-jobs")}---\n${helmRelease("version: 1.4.2 # ours")}---\n${ociRepository("{ tag: 1.4.1 }")}`,
    ],
    [
      "the OCIRepository that a HelmRelease refers to",
      release,
      `${byReference("OCIRepository")}---\n${ociRepository('{ tag: "1.4.1" }')}`,
      `${byReference("OCIRepository")}---\n${ociRepository('{ tag: "1.4.2" }')}`,
    ],
    [
      "the HelmChart that a HelmRelease refers to",
      release,
      `${byReference("HelmChart")}---\nkind: HelmChart\nmetadata: { name: my-app, namespace: flux-system }\nspec: { chart: my-app, version: 1.4.1 }\n`,
      `${byReference("HelmChart")}---\nkind: HelmChart\nmetadata: { name: my-app, namespace: flux-system }\nspec: { chart: my-app, version: 1.4.2 }\n`,
    ],
    ["an OCIRepository's tag", repository, ociRepository("{ tag: 1.4.1 }"), ociRepository("{ tag: 1.4.2 }")],
    ["an exact range", repository, ociRepository("{ semver: 1.4.1 }"), ociRepository("{ semver: 1.4.2 }")],
    [
      "a digest",
      repository,
      ociRepository(`{ digest: "${digest("1")}" }`),
      ociRepository(`{ digest: "${digest("2")}" }`),
    ],
    [
      "a digest, and the tag beside it",
      repository,
      ociRepository(`{ tag: 1.4.1, digest: "${digest("1")}" }`),
      ociRepository(`{ tag: 1.4.2, digest: "${digest("2")}" }`),
    ],
  ])("%s", (_where, manifest, before, after) => {
    expect(withVersion(before, manifest, to)).toBe(after);
    expect(withVersion(after, manifest, to)).toBe(after);
  });

  test("A version with a + is written as a tag, as Helm pushes it", () => {
    const version = { ...to, version: "1.4.2+b7" };
    expect(withVersion(ociRepository("{ tag: 1.4.1 }"), repository, version)).toBe(
      ociRepository("{ tag: 1.4.2_b7 }"),
    );
    expect(withVersion(helmRelease("version: 1.4.1"), release, version)).toBe(
      helmRelease("version: 1.4.2+b7"),
    );
  });

  test("What is written now, and where", () => {
    expect(writtenVersion(helmRelease("version: 1.10.0"), release)).toEqual({
      field: "spec.chart.spec.version",
      value: "1.10.0",
      isDigest: false,
    });
    expect(writtenVersion(ociRepository(`{ tag: 1.4.1, digest: "${digest("1")}" }`), repository)).toEqual({
      field: "spec.ref.digest",
      value: digest("1"),
      isDigest: true,
    });
  });
});

describe("A file in which no version can be changed is refused with what to do", () => {
  test.each([
    [
      "a range",
      helmRelease("version: 1.4.x"),
      release,
      "spec.chart.spec.version of apps/my-app in clusters/qa/my-app.yaml is 1.4.x, of which Flux chooses by itself: write the version there that runs now",
    ],
    [
      "a range in an OCIRepository",
      ociRepository('{ semver: ">=1.0.0" }'),
      repository,
      "spec.ref.semver of flux-system/my-app in clusters/qa/my-app.yaml is >=1.0.0, of which Flux chooses by itself: write the version there that runs now",
    ],
    [
      "a range beside a tag",
      ociRepository("{ semver: 1.4.1, tag: 1.4.1 }"),
      repository,
      "spec.ref of flux-system/my-app in clusters/qa/my-app.yaml has semver and tag, of which Flux obeys one alone: take out what does not count",
    ],
    [
      "no version",
      helmRelease("interval: 1m"),
      release,
      "apps/my-app in clusters/qa/my-app.yaml has no spec.chart.spec.version: add it once by hand, with the version that runs now",
    ],
    [
      "no reference",
      ociRepository("{}"),
      repository,
      "spec.ref of flux-system/my-app in clusters/qa/my-app.yaml has neither tag, semver nor digest: add the tag that runs now",
    ],
    [
      "another release",
      helmRelease("version: 1.4.1", "my-app-jobs"),
      release,
      "clusters/qa/my-app.yaml has no HelmRelease apps/my-app: name the file that it is in, or correct its name",
    ],
    [
      "the release twice",
      `${helmRelease("version: 1.4.1")}---\n${helmRelease("version: 1.4.0")}`,
      release,
      "clusters/qa/my-app.yaml has 2 of HelmRelease apps/my-app: keep one",
    ],
    [
      "a reference to another file",
      byReference("OCIRepository"),
      release,
      "clusters/qa/my-app.yaml has no OCIRepository flux-system/my-app: name the file that it is in, or correct its name",
    ],
    [
      "a reference to something else",
      byReference("Bucket"),
      release,
      "apps/my-app in clusters/qa/my-app.yaml takes its chart from Bucket, and a version is written in a HelmChart or an OCIRepository alone",
    ],
    [
      "a version that others refer to",
      `${helmRelease("version: &v 1.4.1").trimEnd()}\n  values: { version: *v }\n`,
      release,
      "spec.chart.spec.version in clusters/qa/my-app.yaml is no value of one line that stands there alone: write it so",
    ],
  ])("%s", (_what, text, manifest, message) => {
    expect(() => withVersion(text, manifest, to)).toThrow(message);
  });
});

/** Manifests as people write them: each is a text and the version in it. */
const manifests = fc
  .record({
    written: fc.constantFrom("1.4.1", "10.0.0-rc.1", "0.0.1+b7", "v2.3.4"),
    quote: fc.constantFrom("", "'", '"'),
    comment: fc.constantFrom("", " # the version", " # version: 9.9.9"),
    gap: fc.constantFrom(" ", "   "),
    indent: fc.constantFrom(2, 4),
    isFlow: fc.boolean(),
    hasNamespace: fc.boolean(),
    isAnchored: fc.boolean(),
    head: fc.constantFrom("", "---\n", "# ours\n---\n", "%YAML 1.2\n---\n", "\uFEFF"),
    tail: fc.constantFrom("", "...\n", "# end\n"),
    before: fc.subarray(["near", "list", "empty"]),
    after: fc.subarray(["near", "list"]),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    hasLastEnd: fc.boolean(),
  })
  .map((shape) => {
    const { written, quote, comment, gap, indent, isFlow, lineEnd } = shape;
    const line = (depth: number, text: string): string => `${" ".repeat(depth * indent)}${text}`;
    const version = `${quote}${written}${quote}`;
    const chart = isFlow
      ? [line(2, `spec: { chart: my-app,${gap}version: ${version}, sourceRef: { name: "1.4.1" } }${comment}`)]
      : [line(2, "spec:"), line(3, "chart: my-app"), line(3, `version:${gap}${version}${comment}`)];
    const own = [
      "kind: HelmRelease",
      "metadata:",
      line(1, "name: my-app"),
      ...(shape.hasNamespace ? [line(1, "namespace: apps")] : []),
      "spec:",
      line(1, "interval: 10m # 1.4.1"),
      line(1, "chart:"),
      ...chart,
      line(1, shape.isAnchored ? "values: &values" : "values:"),
      line(2, "image: { tag: 1.4.1 }"),
      line(2, `on: "yes"`),
      ...(shape.isAnchored ? [line(1, "valuesFrom:"), line(2, "copy: *values")] : []),
    ];
    const others = {
      near: [
        "kind: HelmRelease",
        "metadata: { name: my-app, namespace: jobs }",
        "spec: { chart: { spec: { version: 1.4.1 } } }",
      ],
      list: ["- kind: HelmRelease", "- version: 1.4.1"],
      empty: ["# nothing"],
    };
    const pick = (names: readonly string[]): readonly (readonly string[])[] =>
      Object.entries(others).flatMap(([name, lines]) => (names.includes(name) ? [lines] : []));
    const documents = [...pick(shape.before), own, ...pick(shape.after)];
    const text = shape.head + documents.map((lines) => `${lines.join("\n")}\n`).join("---\n") + shape.tail;
    const ended = shape.hasLastEnd ? text : text.trimEnd();
    return { text: ended.replaceAll("\n", lineEnd), written };
  });

test("Of a thousand manifests, exactly the version differs, and readers of YAML 1.1 and 1.2 both read it as that text", () => {
  const versions = fc.constantFrom("1.10.0", "2.0.0-rc.1", "12.3.4", "1.0.0+b1", "v3.0.0");
  fc.assert(
    fc.property(manifests, versions, ({ text, written }, version) => {
      const edited = withVersion(text, release, { ...to, version });
      for (const yaml of ["1.1", "1.2"] as const) {
        const [before, after] = [text, edited].map((one) => leaves(one, yaml));
        const changed = [...(after ?? [])].filter(([path, value]) => before?.get(path) !== value);
        expect(after?.size).toBe(before?.size);
        expect(changed).toHaveLength(1);
        const [[path, value] = ["", undefined]] = changed;
        expect(path).toMatch(/^\d+\.spec\.chart\.spec\.version$/);
        expect(before?.get(path)).toBe(written);
        expect(value).toBe(version);
      }
      expect(linesOf(edited)).toHaveLength(linesOf(text).length);
      expect(linesOf(edited).filter((line, index) => line !== linesOf(text)[index])).toHaveLength(1);
    }),
    { numRuns: 1_000 },
  );
});

const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/);

/** Every value of a file by its path, as a reader of that version of YAML has it. */
function leaves(text: string, version: "1.1" | "1.2"): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) found.set(path, value);
    else for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
  };
  // The file's own directive would decide.
  const plain = text.replaceAll(/^%YAML.*\r?\n/gm, "");
  for (const [index, document] of parseAllDocuments(plain, { version }).entries())
    walk(document.toJS(), String(index));
  return found;
}
