import { describe, expect, test } from "@jest/globals";
import { problemsOf } from "./testing.ts";
import { parseYaml } from "./yaml-text.ts";

describe("YAML that two readers might take for two things", () => {
  test.each([
    ["a: 1\na: 2\n", "x.yaml:2:1: this key stands here twice: keep one"],
    ["a: &x 1\nb: *x\n", "x.yaml:2:4: *x refers to an anchor: write the value itself"],
    ["a: !!binary aGk=\nb: !x 1\n", "x.yaml:2:7: the tag !x is not read here: leave it out"],
    ["1: a\n", "x.yaml:1:1: the key 1 is no text: put it in quotes"],
    ["a: 1\n---\nb: 1\n", "x.yaml:2:1: only one YAML document is read here: leave out the rest, from --- on"],
  ])("%j", (text, problem) => {
    expect(problemsOf(() => parseYaml(text, "x.yaml"))).toContain(problem);
  });

  test("no YAML at all is told with its place", () => {
    expect(problemsOf(() => parseYaml("a: [1\nb: 2\n", "x.yaml"))[0]).toMatch(/^x\.yaml:2:1: not YAML: /);
  });
});
