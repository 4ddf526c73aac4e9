import { truthy } from "@actions/expressions/result";
import { ensureStatusFunction } from "@actions/workflow-parser/model/converter/if-condition";
import { ExpressionToken, type TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isBasicExpression } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError, messageOf } from "../errors.ts";
import { evaluateExpression } from "./expression.ts";
import { placeOf, plainText, type Scope } from "./token.ts";

/** An `if`, ready to evaluate. */
export interface Condition {
  /** Prefixed with `success() &&` if the author calls no status function. */
  readonly expression: string;
  /** `file (Line: n, Col: m)` */
  readonly place: string;
}

/** The condition of a step or job without `if`. */
const onSuccess: Condition = { expression: "success()", place: "" };

/** The default of `pre-if` and `post-if`. */
export const always: Condition = { expression: "always()", place: "" };

function conditionText(token: TemplateToken): string {
  return isBasicExpression(token) ? token.expression : plainText(token).trim();
}

function validated(expression: string, token: TemplateToken, file: string): Condition {
  const place = placeOf(file, token);
  try {
    ExpressionToken.validateExpression(expression, token.definitionInfo?.allowedContext ?? []);
  } catch (error) {
    throw new InvalidFileError(`${place}: ${messageOf(error)}`);
  }
  return { expression, place };
}

/**
 * The condition of a job or a step.
 * @throws InvalidFileError for an expression that does not parse or names what is not available there
 */
export function readCondition(token: TemplateToken | undefined, file: string): Condition {
  if (token === undefined) return onSuccess;
  const text = conditionText(token);
  if (text === "") return onSuccess;
  return validated(ensureStatusFunction(text, token.definitionInfo), token, file);
}

/** `pre-if` and `post-if`: evaluated as written; always() if left out. */
export function readRunsIf(token: TemplateToken | undefined, file: string): Condition {
  return token === undefined ? always : validated(conditionText(token), token, file);
}

/**
 * Whether a condition holds.
 * @throws InvalidFileError when it cannot be evaluated
 */
export function holds(condition: Condition, scope: Scope): boolean {
  try {
    return truthy(evaluateExpression(condition.expression, scope.contexts, scope.functions));
  } catch (error) {
    const { prefix = "The template is not valid." } = scope;
    throw new InvalidFileError(`${prefix} ${condition.place}: ${messageOf(error)}`);
  }
}
