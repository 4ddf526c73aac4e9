import { InvalidFileError } from "../errors.ts";
import { evaluate, type Scope } from "../template/token.ts";
import type { InputDefinition, InputType } from "./model.ts";

/** Values by input name: text, booleans and numbers. */
export type Inputs = Readonly<Record<string, string | boolean | number>>;

const emptyOf: Readonly<Record<InputType, string | boolean | number>> = {
  string: "",
  choice: "",
  environment: "",
  boolean: false,
  number: 0,
};

/** Looks a name up as GitHub does, in any case. */
function find(given: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(given).find((key) => key.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : given[key];
}

function refuseUnknown(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
  refuse: (name: string) => Error,
): void {
  const names = new Set([...definitions.keys()].map((name) => name.toLowerCase()));
  for (const name of Object.keys(given)) if (!names.has(name.toLowerCase())) throw refuse(name);
}

/**
 * The inputs of a run by hand. They arrive as text, and `inputs.x` has the declared type.
 * @throws InvalidFileError in the words of GitHub's 422
 */
export function dispatchInputs(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
  scope: Scope,
): Inputs {
  refuseUnknown(
    definitions,
    given,
    (name) => new InvalidFileError(`Unexpected inputs provided: ["${name}"]`),
  );
  const inputs: Record<string, string | boolean | number> = {};
  for (const [name, definition] of definitions) {
    const value = find(given, name);
    const provided = value !== undefined && value !== "";
    if (!provided && definition.required && definition.default === undefined) {
      throw new InvalidFileError(`Required input '${name}' not provided`);
    }
    const fallback =
      definition.default === undefined ? emptyOf[definition.type] : evaluate(definition.default, scope);
    inputs[name] = convertText(name, definition, provided ? value : fallback);
  }
  return inputs;
}

function convertText(name: string, definition: InputDefinition, value: unknown): string | boolean | number {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  switch (definition.type) {
    case "boolean":
      if (text !== "true" && text !== "false") {
        throw new InvalidFileError(
          `Provided value '${text}' for input '${name}' not in the list of allowed values`,
        );
      }
      return text === "true";
    case "number": {
      const number = Number(text);
      if (text === "" || Number.isNaN(number)) {
        throw new InvalidFileError(`Provided value '${text}' for input '${name}' is not a number`);
      }
      return number;
    }
    case "choice":
      if (text !== "" && !definition.options?.includes(text)) {
        throw new InvalidFileError(
          `Provided value '${text}' for input '${name}' not in the list of allowed values`,
        );
      }
      return text;
    default:
      return text;
  }
}

/**
 * The inputs of a reusable workflow. Nothing is converted: the value must have the declared type.
 * @param given the caller's `with`, evaluated
 * @param scope what the defaults are evaluated with
 * @throws InvalidFileError that starts with `place`
 */
export function callInputs(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
  scope: Scope,
  place: string,
): Inputs {
  refuseUnknown(
    definitions,
    given,
    (name) =>
      new InvalidFileError(`${place}: Invalid input, ${name} is not defined in the referenced workflow.`),
  );
  const inputs: Record<string, string | boolean | number> = {};
  for (const [name, definition] of definitions) {
    const value = find(given, name);
    if (value === undefined && definition.required) {
      throw new InvalidFileError(`${place}: Input ${name} is required, but not provided while calling.`);
    }
    const fallback =
      definition.default === undefined ? emptyOf[definition.type] : evaluate(definition.default, scope);
    inputs[name] = checkType(name, definition.type, value ?? fallback, place);
  }
  return inputs;
}

function checkType(name: string, type: InputType, value: unknown, place: string): string | boolean | number {
  // Text takes any scalar; the other two take only their own kind.
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (typeof value === "string" && type === "string") return value;
  if (typeof value === "boolean" && type === "boolean") return value;
  if (typeof value === "number" && type === "number") return value;
  throw new InvalidFileError(
    `${place}: The value of input ${name} is of the wrong type: expected ${type}, got ${JSON.stringify(value)}.`,
  );
}
