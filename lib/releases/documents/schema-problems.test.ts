import { describe, expect, test } from "@jest/globals";
import { explainErrors, pathText, problemAt, quote, type SchemaError } from "./schema-problems.ts";

const error = (more: Partial<SchemaError>): SchemaError => ({
  instancePath: "/releases/0/image",
  keyword: "type",
  params: {},
  data: 7,
  ...more,
});
const said = (more: Partial<SchemaError>) => explainErrors([error(more)])[0]?.message;

describe("an error of the schema says", () => {
  // prettier-ignore
  test.each<[string, Partial<SchemaError>, string]>([
    ["the value, and the type where nothing describes it", { parentSchema: { type: "string" } }, "releases[0].image is 7, but must be string"],
    ["the value, and nothing more where the schema says nothing", {}, "releases[0].image is 7, but must be valid"],
    ["the value, and what is allowed", { parentSchema: { type: "string", description: "an image" } }, "releases[0].image is 7, but must be an image"],
    ["an object, where the description is a whole document's", { parentSchema: { description: "Release channels: which image runs where" } }, "releases[0].image is 7, but must be an object"],
    ["what is missing", { keyword: "required", params: { missingProperty: "tag" } }, "releases[0].image lacks tag"],
    ["which fields are known", { keyword: "additionalProperties", params: { additionalProperty: "tagg" }, parentSchema: { properties: { tag: {}, name: {} } } }, "releases[0].image.tagg is unknown (did you mean tag?); known fields are tag, name"],
    ["that no field is known", { keyword: "additionalProperties", params: { additionalProperty: "x" } }, "releases[0].image.x is unknown: there are no fields here, so leave it out"],
    ["a text that does not fit", { keyword: "pattern", data: "A b", parentSchema: { description: "a name" } }, 'releases[0].image is "A b", but must be a name'],
    ["nothing of a value that may be a secret", { keyword: "pattern", data: "ghp_secret", parentSchema: { description: "a token", writeOnly: true } }, "releases[0].image must be a token"],
    ["it, where the document as a whole is wrong", { instancePath: "", data: null, parentSchema: { type: "object" } }, "it is null, but must be object"],
  ])("%s", (_what, more, message) => {
    expect(said(more)).toBe(message);
  });

  test("a wrong name of a field once, at its place", () => {
    const wrong = error({
      instancePath: "/containers",
      keyword: "pattern",
      propertyName: "My App",
      data: "My App",
      parentSchema: { description: "a container's name" },
    });
    const again = error({
      instancePath: "/containers",
      keyword: "propertyNames",
      params: { propertyName: "My App" },
    });
    expect(explainErrors([wrong, again])).toEqual([
      {
        segments: ["containers", "My App"],
        path: "containers.My App",
        message: 'containers.My App is "My App", but must be a container\'s name',
        isUnknownField: false,
      },
    ]);
  });

  test("which of several places are unknown fields, so that the rest can be read", () => {
    const unknown = error({ keyword: "additionalProperties", params: { additionalProperty: "x" } });
    expect(explainErrors([unknown, error({})]).map(({ isUnknownField }) => isUnknownField)).toEqual([
      true,
      false,
    ]);
  });
});

test.each([
  ["", [], ""],
  ["/0", [0], "[0]"],
  ["/a~1b/10/c~0d", ["a/b", 10, "c~d"], "a/b[10].c~d"],
  ["/a/01", ["a", "01"], "a.01"],
  ["/a/-1", ["a", "-1"], "a.-1"],
])("the pointer %j leads to %j", (instancePath, segments, path) => {
  expect(explainErrors([error({ instancePath })])).toMatchObject([{ segments, path }]);
  expect(pathText(segments)).toBe(path);
});

test("a problem with a value that the schema lets in has its place, too", () => {
  expect(problemAt(["channels", 1], "repeats dev")).toEqual({
    segments: ["channels", 1],
    path: "channels[1]",
    message: "channels[1] repeats dev",
  });
});

test.each<[unknown, string]>([
  [[], "a list of 0"],
  [[1, 2], "a list of 2"],
  [{ a: 1 }, '{"a":1}'],
  [undefined, "undefined"],
  ["x".repeat(118), `"${"x".repeat(118)}"`],
  ["x".repeat(119), `"${"x".repeat(119)}…`],
])("%j is quoted, and cut where it is long", (value, text) => {
  expect(quote(value)).toBe(text);
});
