import type { data } from "@actions/expressions";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import {
  isBasicExpression,
  isMapping,
  isScalar,
  isSequence,
  isString,
} from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError, messageOf, UnsupportedError } from "../errors.ts";
import { evaluateExpression, fromData, type Contexts, type Functions } from "./expression.ts";

/** What a token is evaluated with. */
export interface Scope {
  /** The file that contains the token, for messages. */
  readonly file: string;
  readonly contexts: Contexts;
  readonly functions: Functions;
  /** How messages begin; defaults to `The template is not valid.` */
  readonly prefix?: string;
}

/** `file (Line: n, Col: m)`, as GitHub writes a location. */
export function placeOf(file: string, token: TemplateToken): string {
  return token.line === undefined ? file : `${file} (Line: ${token.line}, Col: ${token.col ?? 1})`;
}

/** A token whose value is not what it must be, in GitHub's words. */
export function invalidToken(scope: Scope, token: TemplateToken, message: string): InvalidFileError {
  const { prefix = "The template is not valid.", file } = scope;
  return new InvalidFileError(`${prefix} ${placeOf(file, token)}: ${message}`.trim());
}

function evaluateBasic(expression: string, token: TemplateToken, scope: Scope): data.ExpressionData {
  try {
    return evaluateExpression(expression, scope.contexts, scope.functions);
  } catch (error) {
    if (error instanceof UnsupportedError) throw error;
    throw invalidToken(scope, token, messageOf(error));
  }
}

/** Evaluates a token and everything below it to a JSON value. */
export function evaluate(token: TemplateToken, scope: Scope): unknown {
  if (isBasicExpression(token)) return fromData(evaluateBasic(token.expression, token, scope));
  if (isMapping(token)) {
    return Object.fromEntries(
      [...token].map(({ key, value }) => [evaluateString(key, scope), evaluate(value, scope)]),
    );
  }
  if (isSequence(token)) return [...token].map((item) => evaluate(item, scope));
  if (isScalar(token) && token.isLiteral) return token.toJSON() ?? null;
  throw new UnsupportedError(
    `${placeOf(scope.file, token)}: the sandbox's runner does not know ${plainText(token)}`,
  );
}

/** A string field: numbers and booleans become text, null is empty. */
export function evaluateString(token: TemplateToken, scope: Scope): string {
  if (isString(token)) return token.value;
  if (isBasicExpression(token)) {
    const value = evaluateBasic(token.expression, token, scope);
    if (!value.primitive) throw invalidToken(scope, token, `${kindOf(fromData(value))} was not expected`);
    return value.coerceString();
  }
  const value = evaluate(token, scope);
  if (value === null) return "";
  if (typeof value === "object") throw invalidToken(scope, token, `${kindOf(value)} was not expected`);
  return JSON.stringify(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "A sequence" : "A mapping";
}

/** A mapping of strings, such as `env` and `with`; it may be one expression that gives an object. */
export function evaluateStrings(token: TemplateToken | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {};
  if (isMapping(token)) {
    return Object.fromEntries(
      [...token].map(({ key, value }) => [evaluateString(key, scope), evaluateString(value, scope)]),
    );
  }
  const value = evaluate(token, scope);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidToken(scope, token, "A mapping was expected");
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, item === null ? "" : String(item)]),
  );
}

/** GitHub converts nothing here: `'true'` is not a boolean. */
export function evaluateBoolean(token: TemplateToken | undefined, scope: Scope): boolean | undefined {
  if (token === undefined) return undefined;
  const value = evaluate(token, scope);
  if (typeof value !== "boolean") throw invalidToken(scope, token, `Unexpected value '${String(value)}'`);
  return value;
}

/** GitHub converts nothing here: `'5'` is not a number. */
export function evaluateNumber(token: TemplateToken | undefined, scope: Scope): number | undefined {
  if (token === undefined) return undefined;
  const value = evaluate(token, scope);
  if (typeof value !== "number") throw invalidToken(scope, token, `Unexpected value '${String(value)}'`);
  return value;
}

/** A scalar's text as written in the file. */
export function plainText(token: TemplateToken): string {
  return isScalar(token) ? token.toString() : "";
}

/** The value under a key of a mapping, if it is itself a mapping. */
export function mappingAt(mapping: MappingToken, key: string): MappingToken | undefined {
  const value = mapping.find(key);
  return value !== undefined && isMapping(value) ? value : undefined;
}

/** The text under a key that may not hold an expression. */
export function textAt(mapping: MappingToken, key: string): string | undefined {
  const value = mapping.find(key);
  return value !== undefined && isString(value) ? value.value : undefined;
}

/** A list of words, or one: `needs: build`, `branches: [main]`. */
export function wordsOf(token: TemplateToken | undefined): readonly string[] | undefined {
  if (token === undefined) return undefined;
  if (isSequence(token)) return [...token].map(plainText);
  return [plainText(token)];
}

/** Keys and values of a mapping whose keys hold no expressions. */
export function entriesOf(mapping: MappingToken | undefined): readonly (readonly [string, TemplateToken])[] {
  return mapping === undefined ? [] : [...mapping].map(({ key, value }) => [key.toString(), value] as const);
}
