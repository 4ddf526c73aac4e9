import { describe, expect, test } from "@jest/globals";
import { noFunctions } from "../job/functions.ts";
import { callInputs, dispatchInputs } from "./inputs.ts";
import type { InputDefinition, InputType } from "./model.ts";

const scope = { file: "w.yml", contexts: {}, functions: noFunctions };
const input = (type: InputType, more: Partial<InputDefinition> = {}): InputDefinition => ({
  type,
  required: false,
  default: undefined,
  options: undefined,
  ...more,
});
const all = new Map([
  ["text", input("string")],
  ["flag", input("boolean")],
  ["count", input("number")],
]);

describe("by hand: text becomes what is declared", () => {
  test("and what is left out is empty", () => {
    expect(dispatchInputs(all, { FLAG: "true", count: "3" }, scope)).toEqual({
      text: "",
      flag: true,
      count: 3,
    });
    expect(dispatchInputs(all, {}, scope)).toEqual({ text: "", flag: false, count: 0 });
  });
  test.each([
    [all, { nope: "1" }, 'Unexpected inputs provided: ["nope"]'],
    [new Map([["x", input("string", { required: true })]]), {}, "Required input 'x' not provided"],
    [
      new Map([["x", input("choice", { options: ["a"] })]]),
      { x: "b" },
      "Provided value 'b' for input 'x' not in the list",
    ],
    [all, { flag: "yes" }, "Provided value 'yes' for input 'flag'"],
    [all, { count: "many" }, "Provided value 'many' for input 'count' is not a number"],
  ])("%#: %j is refused", (definitions, given, message) => {
    expect(() => dispatchInputs(definitions, given, scope)).toThrow(message);
  });
});

describe("by call: nothing is converted", () => {
  test("but scalars that go where text is wanted", () => {
    expect(callInputs(all, { text: 5, flag: true }, scope, "p")).toEqual({ text: "5", flag: true, count: 0 });
  });
  test.each([
    [all, { flag: "true" }, 'p: The value of input flag is of the wrong type: expected boolean, got "true".'],
    [all, { count: "3" }, "expected number"],
    [all, { nope: 1 }, "p: Invalid input, nope is not defined in the referenced workflow."],
    [
      new Map([["x", input("string", { required: true })]]),
      {},
      "p: Input x is required, but not provided while calling.",
    ],
  ])("%#: %j is refused", (definitions, given, message) => {
    expect(() => callInputs(definitions, given, scope, "p")).toThrow(message);
  });
});
