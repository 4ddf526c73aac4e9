import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { InvalidFileError } from "../errors.ts";
import {
  entriesOf,
  evaluate,
  evaluateBoolean,
  evaluateNumber,
  evaluateString,
  type Scope,
} from "../template/token.ts";
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

/** Looks up a name as GitHub does, ignoring case. */
function find<Value>(given: Readonly<Record<string, Value>>, name: string): Value | undefined {
  const key = Object.keys(given).find((key) => key.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : given[key];
}

/**
 * The inputs of a manual run. They arrive as text, and `inputs.x` has the declared type.
 * @throws InvalidFileError in the words of GitHub's 422
 */
export function dispatchInputs(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
  scope: Scope,
): Inputs {
  const names = new Set([...definitions.keys()].map((name) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !names.has(name.toLowerCase()));
  if (unknown.length > 0)
    throw new InvalidFileError(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
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
 * The inputs of a reusable workflow. Values are converted only to text: otherwise they must have the declared type.
 * @param given the caller's `with`
 * @param scope what the caller's values are evaluated with
 * @param defaults what the defaults are evaluated with
 */
export function callInputs(
  definitions: ReadonlyMap<string, InputDefinition>,
  given: MappingToken | undefined,
  scope: Scope,
  defaults: Scope,
): Inputs {
  const tokens = Object.fromEntries(entriesOf(given));
  const inputs: Record<string, string | boolean | number> = {};
  for (const [name, definition] of definitions) {
    const token = find(tokens, name);
    inputs[name] =
      (token === undefined
        ? typedValue(definition.type, definition.default, defaults)
        : typedValue(definition.type, token, scope)) ?? emptyOf[definition.type];
  }
  return inputs;
}

/** A value of the declared type. @throws InvalidFileError for one of another type */
export function typedValue(
  type: InputType,
  token: TemplateToken | undefined,
  scope: Scope,
): string | boolean | number | undefined {
  if (type === "boolean") return evaluateBoolean(token, scope);
  if (type === "number") return evaluateNumber(token, scope);
  return token === undefined ? undefined : evaluateString(token, scope);
}
