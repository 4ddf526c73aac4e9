import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { Kustomization } from "./kustomization.ts";
import { isPlainText } from "./yaml-text.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const PIN = { name: "api", image: "ghcr.io/acme/api", digest: digest("b"), tag: "1.2.4" };
const write = (text: string, fields: object = {}) =>
  new Kustomization(text, "k.yaml").write({ ...PIN, ...fields });

describe("of a value that is there, nothing else changes", () => {
  const odd = [
    "# Ours.",
    "kind:   Kustomization",
    "images:",
    "    -   name: 'other'",
    "        newTag: 1.2.3",
    "    -   newTag: '1.2.3'   # the tag",
    "        name: api",
    '        newName: "ghcr.io/acme/api"',
    `        digest: ${digest("a")}`,
    "labels: {a: b,   c: 'd'}",
    "",
  ];

  test.each([["\n"], ["\r\n"]])("line ends %j, style and comments stay", (end) => {
    const expected = odd
      .with(5, "    -   newTag: '1.2.4'   # the tag")
      .with(8, `        digest: ${digest("b")}`);
    expect(write(odd.join(end))).toBe(expected.join(end));
  });

  test("line ends stay where something is added", () => {
    const text = write("kind: Kustomization\r\nimages: []\r\n");
    expect(text).not.toMatch(/[^\r]\n/);
    expect(parse(text)).toMatchObject({ images: [{ name: "api", newTag: "1.2.4" }] });
  });
});

test("an entry that stands twice is refused", () => {
  const text = "kind: Kustomization\nimages:\n- name: api\n- name: api-2\n- name: api\n";
  expect(() => write(text)).toThrow(
    "k.yaml lists the image api 2 times, but only one of them would change: keep one.",
  );
});

describe("what either reader would take for something else is quoted", () => {
  const files = {
    new: "kind: Kustomization\nimages: []\n",
    plain: "kind: Kustomization\nimages:\n  - name: api\n    newName: x\n    newTag: abc\n    digest: y\n",
  };
  const tags = [
    "1.10",
    "1e3",
    "0x10",
    "0o14",
    "014",
    "1_000",
    "on",
    "No",
    "y",
    "null",
    "2026-11-21",
    "123",
    "0b1",
    "true",
  ];

  test.each(tags.flatMap((tag) => Object.keys(files).map((file) => [tag, file] as const)))(
    "the tag %s in a %s entry",
    (tag, file) => {
      const text = write(files[file as keyof typeof files], { tag });
      for (const version of ["1.1", "1.2"] as const) {
        expect(parse(text, { version })).toMatchObject({ images: [{ newTag: tag }] });
      }
    },
  );

  test("any tag and any commit comes back as it was, for both readers", () => {
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    const revision = fc.stringMatching(/^(?:[0-9]{40}|[0-9]{2}e[0-9]{37}|[0-9a-f]{40})$/);
    fc.assert(
      fc.property(tag, revision, fc.constantFrom(...Object.values(files)), (tag, revision, file) => {
        const text = write(file, { tag, revision, order: 7 });
        for (const version of ["1.1", "1.2"] as const) {
          expect(parse(text, { version })).toMatchObject({
            metadata: { annotations: { "api.pin-image/revision": revision, "api.pin-image/order": "7" } },
            images: [{ newTag: tag }],
          });
        }
      }),
    );
  });

  test("and nothing more", () => {
    expect(["1.2.3", "v1", "main-1a2b3c4", digest("a")].map(isPlainText)).toEqual([true, true, true, true]);
  });
});
