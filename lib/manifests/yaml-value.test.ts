import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { UnusableYaml, withYamlLiteral, withYamlValue, yamlValue } from "./yaml-value.ts";

const VALUES = `# what runs\r
image:\r
  repository: ghcr.io/acme/my-app   # ours\r
  tag: 'main-1111111' # by the suite\r
  pullPolicy: IfNotPresent\r
worker:\r
  tag: main-1111111\r
replicas: 3\r
`;
const at = (field: string) => ({ file: "values.yaml", field });

describe("one value of a file", () => {
  test("is read, also where it looks like a number", () => {
    expect(yamlValue(VALUES, at("image.tag"))).toBe("main-1111111");
    expect(yamlValue("a: [{ b: 1.10 }, { b: 1.20 }]\n", at("a[1].b"))).toBe("1.20");
    expect(yamlValue(VALUES, at("image.digest"))).toBeUndefined();
  });

  test("changes, and nothing else does: quotes, comments and line ends stay", () => {
    const changed = withYamlValue(VALUES, at("image.tag"), "main-2222222");
    expect(changed).toBe(VALUES.replace("'main-1111111'", "'main-2222222'"));
    expect(withYamlValue(VALUES, at("worker.tag"), "main-2222222")).toBe(
      VALUES.replace("tag: main-1111111", "tag: main-2222222"),
    );
  });

  test("stays a number, or true or false, where it is one", () => {
    expect(withYamlLiteral(VALUES, at("replicas"), "0")).toBe(VALUES.replace("replicas: 3", "replicas: 0"));
    expect(withYamlLiteral("on: { enabled: true } # ours\n", at("on.enabled"), "false")).toBe(
      "on: { enabled: false } # ours\n",
    );
    const fault =
      /^(?:image\.tag|replicas) in values\.yaml is no whole number, and neither true nor false: write it so$/;
    expect(() => withYamlLiteral(VALUES, at("image.tag"), "0")).toThrow(fault);
    expect(() => withYamlLiteral(VALUES, at("replicas"), "1.5")).toThrow(fault);
  });

  test.each([
    ["'main'", "it's", "'it''s'"],
    ['"main"', 'a "b" \\c', '"a \\"b\\" \\\\c"'],
    ["main", "a: 'b' # c", `"a: 'b' # c"`],
  ])("in place of %s is read again as %s", (before, value, after) => {
    const changed = withYamlValue(`tag: ${before} # by the suite\nother: b\n`, at("tag"), value);
    expect(changed).toBe(`tag: ${after} # by the suite\nother: b\n`);
    expect(parse(changed)).toEqual({ tag: value, other: "b" });
  });

  test.each(["12345e7", "1_000", "yes", "1.10"])(
    "is quoted where %s would be read as something else",
    (tag) => {
      expect(withYamlValue("tag: a\nother: b\n", at("tag"), tag)).toBe(`tag: "${tag}"\nother: b\n`);
    },
  );

  test.each([
    ["image.digest", /^values\.yaml has no image\.digest: add it once by hand/],
    ["image", /^image in values\.yaml is no single value$/],
  ])("%s is refused", (field, message) => {
    expect(() => withYamlValue(VALUES, at(field), "x")).toThrow(message);
    expect(() => withYamlValue("a: [", at(field), "x")).toThrow(UnusableYaml);
  });
});
