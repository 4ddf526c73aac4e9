import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { Kustomization } from "./kustomization.ts";
import { withEntry, withText } from "./yaml-edit.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

test.each<[string, string, (string | number)[], string | undefined, string | undefined]>([
  ["a value in its style", "a: 'x' # why\nb: 1\n", ["a"], "1e3", "a: '1e3' # why\nb: 1\n"],
  ["a value that is none yet", "a:\nb: 1\n", ["a"], "x", "a: x\nb: 1\n"],
  ["a value of several lines", "a: |\n  x\n  y\nb: 1\n", ["a"], "on", 'a: "on"\nb: 1\n'],
  ["a key at the end of a file without a line end", "a: 1", ["b"], "x", "a: 1\nb: x"],
  [
    "a key behind the comment of the last one",
    "a: 1 # one\n# end\n",
    ["b"],
    "x",
    "a: 1 # one\nb: x\n# end\n",
  ],
  ["maps that are missing", "k: v\n", ["m", "p", "q"], "x", "k: v\nm:\n  p:\n    q: x\n"],
  ["maps that are there and empty", "m:\nk: v\n", ["m", "p"], "x", "m:\n  p: x\nk: v\n"],
  [
    "a key in a map of another depth",
    "m:\n    a: 1\nk: v\n",
    ["m", "b"],
    "x",
    "m:\n    a: 1\n    b: x\nk: v\n",
  ],
  ["a key in a flow map", "m: {a: 1, b: 2} # c\n", ["m", "c"], "x", "m: {a: 1, b: 2, c: x} # c\n"],
  ["a key in an empty flow map", "m: {}\n", ["m", "c"], "x", "m: {c: x}\n"],
  ["a key in a flow map of several lines", "m: {\n  a: 1,\n}\n", ["m", "c"], "x", "m: {\n  a: 1, c: x,\n}\n"],
  ["a key in JSON", '{"m": {"a": "1"}}\n', ["m", "c"], "x", '{"m": {"a": "1", "c": "x"}}\n'],
  ["maps in a flow map", "m: {a: 1}\n", ["m", "p", "q"], "x", "m: {a: 1, p: {q: x}}\n"],
  [
    "a key of a list's map",
    "l:\n  - a: 1\n  -   a: 2\n",
    ["l", 1, "b"],
    "x",
    "l:\n  - a: 1\n  -   a: 2\n      b: x\n",
  ],
  ["no key, but its line", "a: 1\nb: 2 # two\nc: 3\n", ["b"], undefined, "a: 1\nc: 3\n"],
  ["no key at the end of a file without a line end", "a: 1\nb: 2", ["b"], undefined, "a: 1"],
  ["no key after a dash", "l:\n- a: 1 # one\n  b: 2\n", ["l", 0, "a"], undefined, "l:\n- b: 2\n"],
  [
    "no key after a dash, above a comment",
    "l:\n- a: 1\n  # two\n  b: 2\n",
    ["l", 0, "a"],
    undefined,
    "l:\n-\n  # two\n  b: 2\n",
  ],
  ["no first key of a flow map", "m: { a: 1, b: 2 }\n", ["m", "a"], undefined, "m: { b: 2 }\n"],
  ["no last key of a flow map", "m: { a: 1, b: 2 }\n", ["m", "b"], undefined, "m: { a: 1 }\n"],
  [
    "no map that is left empty",
    "k: v\nm:\n  p:\n    q: 1\nz: 1\n",
    ["m", "p", "q"],
    undefined,
    "k: v\nz: 1\n",
  ],
  ["no key that is not there", "a: 1\n", ["b", "c"], undefined, "a: 1\n"],
  ["a key that needs quotes", "a: 1\n", ["on"], "x", 'a: 1\n"on": x\n'],
  ["nothing that others refer to", "a: &x 1\nb: *x\n", ["a"], "2", undefined],
  ["what refers to others", "a: &x 1\nb: *x\n", ["b"], "w", "a: &x 1\nb: w\n"],
  ["a key behind a byte order mark", "\uFEFFa: 1\n", ["b", "c"], "x", "\uFEFFa: 1\nb:\n  c: x\n"],
  ["nothing below a text", "a: 1\n", ["a", "b"], "x", undefined],
])("sets %s", (_name, text, path, value, expected) => {
  expect(withText(text, path, value)).toBe(expected);
  const windows = text.replaceAll("\n", "\r\n");
  // A file of one line without an end has no line end of its own.
  if (text.includes("\n")) expect(withText(windows, path, value)).toBe(expected?.replaceAll("\n", "\r\n"));
});

test.each([
  ["a: 1\n", "a: 1\nl:\n  - p: x\n    t: w\n"],
  ["b:\n- 1\n", "b:\n- 1\nl:\n- p: x\n  t: w\n"],
  ["l: [] # none\nb: 1\n", "l: # none\n  - p: x\n    t: w\nb: 1\n"],
  ["l:\nb: 1\n", "l:\n  - p: x\n    t: w\nb: 1\n"],
  ["l:\n-   p: a # a\n# z\nb: 1\n", "l:\n-   p: a # a\n-   p: x\n    t: w\n# z\nb: 1\n"],
  ["l:\n    - p: a\n\nb: 1\n", "l:\n    - p: a\n    - p: x\n      t: w\n\nb: 1\n"],
  ["l: [{p: a}] # c\nb: 1\n", "l: [{p: a}, {p: x, t: w}] # c\nb: 1\n"],
  ['{"l": [{"p": "a"}]}', '{"l": [{"p": "a"}, {"p": "x", "t": "w"}]}'],
  ["l: text\n", undefined],
  ['{"l":[],"m":1}', '{"l":[{"p": "x", "t": "w"}],"m":1}'],
  ["{m: 1}\n", "{m: 1, l: [{p: x, t: w}]}\n"],
  ["{m: 1, l: x}\n", undefined],
  ["\uFEFFm: 1\n", "\uFEFFm: 1\nl:\n  - p: x\n    t: w\n"],
])("an entry joins the list of %j", (text, expected) => {
  expect(
    withEntry(text, "l", [
      ["p", "x"],
      ["t", "w"],
    ]),
  ).toBe(expected);
});

/** Texts that one reader or the other takes for something else, among others. */
const tag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
  fc.constantFrom(
    "on",
    "y",
    "1e3",
    "0x10",
    "0o14",
    "014",
    "1_000",
    "null",
    "2026-11-21",
    "1.10",
    "0b1",
    ".5",
  ),
);
const revision = fc.stringMatching(/^(?:[0-9]{40}|[0-9]{2}e[0-9]{37}|[0-9a-f]{40})$/);
const pin = fc.record(
  {
    tag: fc.option(tag, { nil: undefined }),
    revision: fc.option(revision, { nil: undefined }),
    order: fc.option(fc.nat(), { nil: undefined }),
    digest: fc.constantFrom(digest("a"), digest("b")),
  },
  { requiredKeys: ["digest"] },
);
const quoted = (text: string, style: string) => `${style}${text}${style}`;

/** A kustomization as people write it, in lines; those of the image are marked by what a pin changes. */
const file = fc
  .record({
    images: fc.constantFrom("none", "empty", "null", "block", "inner", "wide", "flow"),
    fields: fc.shuffledSubarray(["newName", "newTag", "digest"]),
    isListed: fc.boolean(),
    style: fc.constantFrom("'", '"'),
    comment: fc.constantFrom("", " # why"),
    annotations: fc.constantFrom("none", "block", "flow", "null"),
    isLast: fc.boolean(),
    end: fc.constantFrom("\n", "\r\n"),
    isEnded: fc.boolean(),
  })
  .map(({ images, fields, isListed, style, comment, annotations, isLast, end, isEnded }) => {
    const values = {
      newName: quoted("ghcr.io/acme/old", style),
      newTag: quoted("1.0", style),
      digest: digest("0"),
    };
    const pairs = ["name: api", ...fields.map((key) => `${key}: ${values[key as keyof typeof values]}`)];
    const dashes: Record<string, string> = { block: "- ", inner: "  - ", wide: "    -   " };
    const dash = dashes[images] ?? "";
    const indent = " ".repeat(dash.length);
    const entry = (lines: readonly string[]) =>
      lines.map((line, index) => `${index === 0 ? dash : indent}${line}${comment}`);
    const own = isListed ? [pairs] : [];
    const list: Record<string, readonly string[]> = {
      none: [],
      empty: [`images: []${comment}`],
      null: [`images:${comment}`],
      flow: [`images: [{name: other}${isListed ? `, {${pairs.join(", ")}}` : ""}]${comment}`],
    };
    const block = [
      "images:",
      "  # Others.",
      ...entry(["name: other", "newTag: 1.10"]),
      ...own.flatMap(entry),
    ];
    const notes: Record<string, readonly string[]> = {
      none: [],
      block: ["metadata:", "    annotations:", "        a.b/c:   'd'", "        on: off # kept"],
      flow: ["metadata: {annotations: {a.b/c: 'd'}} # kept"],
      null: ["metadata:", "  annotations: # kept"],
    };
    const parts = [["resources:", "  -   base # ours"], list[images] ?? block, notes[annotations] ?? []];
    const lines = [
      "# Ours.",
      "kind:   Kustomization",
      ...(isLast ? parts : parts.toReversed()).flat(),
      "# The end.",
    ];
    return lines.join(end) + (isEnded ? end : "");
  });

/** What a pin may change, without which the file must stay as it is. */
const CHANGED = /^(?:images:|metadata:|\s*annotations:)|newName|newTag: (?!1\.10)|digest|name: api|pin-image/;

test("a pin is written into any file: both readers read it, and every other line stays where it was", () => {
  fc.assert(
    fc.property(file, fc.array(pin, { minLength: 1, maxLength: 3 }), (text, pins) => {
      const end = text.includes("\r\n") ? "\r\n" : "\n";
      for (const fields of pins) {
        const before = text.split(end).filter((line) => !CHANGED.test(line));
        text = new Kustomization(text, "k.yaml").write({ name: "api", image: "ghcr.io/acme/api", ...fields });
        expect(text.split(end).filter((line) => !CHANGED.test(line))).toEqual(before);
        if (end === "\r\n") expect(text).not.toMatch(/[^\r]\n/);
        for (const version of ["1.1", "1.2"] as const) {
          const { images, metadata } = parse(text, { version }) as {
            readonly images: readonly Record<string, unknown>[];
            readonly metadata?: { readonly annotations?: Record<string, unknown> };
          };
          const { tag: newTag, revision, order, digest } = fields;
          const wanted = { name: "api", newName: "ghcr.io/acme/api", newTag, digest };
          expect(images.filter(({ name }) => name === "api")).toEqual([JSON.parse(JSON.stringify(wanted))]);
          expect(metadata?.annotations?.["api.pin-image/revision"]).toBe(revision);
          expect(metadata?.annotations?.["api.pin-image/order"]).toBe(
            order === undefined ? undefined : String(order),
          );
        }
      }
    }),
    { numRuns: 200 },
  );
});
