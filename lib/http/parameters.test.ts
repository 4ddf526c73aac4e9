import { describe, expect, test } from "@jest/globals";
import { Parameters } from "./parameters.ts";

describe("parameters", () => {
  const parameters = new Parameters({
    channel: "dev",
    empty: "",
    limit: 0,
    names: ["a", "b"],
    mixed: ["a", 1],
  });

  test("are what was asked, empty ones too", () => {
    expect([parameters.text("channel"), parameters.text("empty"), parameters.integer("limit")]).toEqual([
      "dev",
      "",
      0,
    ]);
    expect(parameters.texts("names")).toEqual(["a", "b"]);
    expect([parameters.optionalText("channel"), parameters.optionalText("none")]).toEqual(["dev", undefined]);
  });

  test.each<[string, () => unknown, string]>([
    ["a text that is missing", () => parameters.text("none"), "none to be undefined"],
    ["a number for a text", () => parameters.optionalText("limit"), "limit to be 0"],
    ["a text for a number", () => parameters.integer("channel"), 'channel to be "dev"'],
    ["a text for a list", () => parameters.texts("channel"), 'channel to be "dev"'],
    ["a list that holds a number, too", () => parameters.texts("mixed"), "mixed to be 1"],
    ["none at all", () => new Parameters(undefined).integer("limit"), "limit to be undefined"],
  ])("that the schema should not have let through are a mistake of ours: %s", (_what, read, says) => {
    expect(read).toThrow(`The schema allowed the parameter ${says}`);
  });
});
