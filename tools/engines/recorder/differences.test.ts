import { expect, test } from "@jest/globals";
import { differencesOf, unexpected, type KnownDifference } from "./differences.ts";
import type { Observation } from "./observe.ts";

const seen = (...statuses: string[]): Observation => ({ statuses, deployments: [], requests: ["list 200"] });
const real = new Map([
  ["release", seen("pending", "success")],
  ["refused", seen("pending", "failure")],
]);
const standIn = new Map([...real, ["refused", seen("pending", "success")]]);
const listed: KnownDifference = { step: "refused", field: "statuses", reason: "It refuses nothing." };

test("sides that show the same do not differ", () => {
  expect(unexpected(differencesOf(real, real), [])).toEqual([]);
});

test("a difference is reported with both sides, unless it is listed", () => {
  const found = differencesOf(real, standIn);
  expect(found.map(({ step, field }) => [step, field])).toEqual([["refused", "statuses"]]);
  const [line] = unexpected(found, []);
  expect(line).toMatch(/^refused: statuses differ\.\nreal: [^]*failure[^]*\nstand-in: [^]*success/);
  expect(unexpected(found, [listed])).toEqual([]);
});

test.each([
  [{ ...listed, step: "release" }, "release: statuses are the same, but listed as different"],
  [
    { ...listed, field: "deployments" as const },
    "refused: deployments are the same, but listed as different",
  ],
])("what is listed and does not differ is told: %j", (known, message) => {
  const told = unexpected(differencesOf(real, standIn), [known]);
  expect(told).toHaveLength(2);
  expect(told[1]).toContain(message);
});

test("order counts, and a step that one side was not shown is an error", () => {
  const turned = new Map([...real, ["release", seen("success", "pending")]]);
  expect(differencesOf(real, turned)).toHaveLength(1);
  expect(() => differencesOf(real, new Map([...real].slice(1)))).toThrow(
    "The stand-in was not shown the step release.",
  );
});
