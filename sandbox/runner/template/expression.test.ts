import { describe, expect, test } from "@jest/globals";
import { jobFunctions, stepFunctions } from "../job/functions.ts";
import { holds } from "./condition.ts";
import { evaluateExpression, fromData } from "./expression.ts";
import { readWorkflow } from "./read.ts";

const contexts = {
  github: { ref: "refs/heads/Main", event: { list: [{ n: 1 }, { n: 2 }], none: null } },
  env: { A: "1" },
};
const evaluate = (expression: string): unknown =>
  fromData(evaluateExpression(expression, contexts, stepFunctions("success", "/nowhere")));

test.each([
  ["github.ref == 'refs/heads/main'", true],
  ["github['ref']", "refs/heads/Main"],
  ["GITHUB.REF", "refs/heads/Main"],
  ["github.nope.deeper", null],
  ["github.event.list.*.n", [1, 2]],
  ["contains(github.event.list.*.n, 2)", true],
  ["join(github.event.list.*.n, '-')", "1-2"],
  ["env.A == 1", true],
  ["null == 0", true],
  ["'' || 'fallback'", "fallback"],
  ["true && 'yes' || 'no'", "yes"],
  ["format('{0} and {{1}}', 'x')", "x and {1}"],
  ["'it''s ''quoted'''", "it's 'quoted'"],
  ["fromJSON('{\"a\":[1]}').a[0]", 1],
  ["toJSON(github.event.list[0])", '{\n  "n": 1\n}'],
  ["startsWith('Hello', 'he')", true],
  ["hashFiles('**/*.none')", ""],
])("%s", (expression, expected) => {
  expect(evaluate(expression)).toEqual(expected);
});

test("a multi-line string keeps its own shape around an expression", () => {
  const workflow = readWorkflow(
    "w.yml",
    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo ${{ github.sha }}\n            'a' \"b\" {c}\n",
  );
  expect(JSON.stringify(workflow.root)).toContain(
    JSON.stringify("format('echo {0}\n  ''a'' \"b\" {{c}}\n', github.sha)"),
  );
});

describe("status functions", () => {
  const scope = (ancestors: Readonly<Record<string, string>>, cancelled: boolean) => ({
    file: "w.yml",
    contexts: {},
    functions: jobFunctions(new Map(Object.entries(ancestors)), cancelled),
  });
  test.each([
    ["success()", { a: "success" }, false, true],
    ["success()", { a: "skipped" }, false, false],
    ["success()", {}, true, false],
    ["success('a')", { a: "success", b: "failure" }, false, true],
    ["failure()", { a: "success", b: "failure" }, false, true],
    ["failure()", { a: "cancelled" }, false, false],
    ["failure()", { a: "failure" }, true, false],
    ["cancelled()", {}, true, true],
    ["always()", { a: "failure" }, true, true],
    ["!cancelled()", { a: "failure" }, false, true],
  ])("%s after %j, cancelled %s: %s", (expression, ancestors, cancelled, expected) => {
    expect(holds({ expression, place: "" }, scope(ancestors, cancelled))).toBe(expected);
  });
});
