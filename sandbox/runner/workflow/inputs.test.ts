import { describe, expect, test } from "@jest/globals";
import { noFunctions } from "../job/functions.ts";
import { dispatchInputs } from "./inputs.ts";
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
