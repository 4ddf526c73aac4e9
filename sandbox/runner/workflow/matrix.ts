import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { InvalidFileError } from "../errors.ts";
import { evaluate, evaluateBoolean, evaluateNumber, placeOf, type Scope } from "../template/token.ts";

/** One combination of matrix values. */
export type Combination = Readonly<Record<string, unknown>>;

export interface Strategy {
  readonly failFast: boolean;
  /** How many run at once; without it, all. */
  readonly maxParallel: number | undefined;
  /** Without a matrix: one combination, empty. */
  readonly combinations: readonly Combination[];
  readonly hasMatrix: boolean;
}

/**
 * Evaluates `strategy` and works its matrix out.
 * @throws InvalidFileError for a matrix that gives nothing to run
 */
export function expandStrategy(strategy: MappingToken | undefined, scope: Scope): Strategy {
  const matrix = strategy?.find("matrix");
  const hasMatrix = matrix !== undefined;
  return {
    failFast: evaluateBoolean(strategy?.find("fail-fast"), scope) ?? true,
    maxParallel: evaluateNumber(strategy?.find("max-parallel"), scope),
    combinations: hasMatrix ? expandMatrix(matrix, scope) : [{}],
    hasMatrix,
  };
}

function expandMatrix(token: TemplateToken, scope: Scope): readonly Combination[] {
  const place = placeOf(scope.file, token);
  const value = evaluate(token, scope);
  if (!isObject(value))
    throw new InvalidFileError(`The template is not valid. ${place}: A mapping was expected`);
  const { include, exclude, ...vectors } = value;
  for (const [name, vector] of Object.entries(vectors)) {
    if (!Array.isArray(vector)) {
      throw new InvalidFileError(
        `The template is not valid. ${place}: A sequence was expected for '${name}'`,
      );
    }
    if (vector.length === 0) {
      throw new InvalidFileError(`${place}: Matrix vector '${name}' does not contain any values`);
    }
  }
  const combinations = combine(
    vectors as Record<string, unknown[]>,
    listOf(include, "include", place),
    listOf(exclude, "exclude", place),
  );
  if (combinations.length === 0) {
    throw new InvalidFileError(`${place}: Matrix must define at least one vector`);
  }
  if (combinations.length > 256) {
    throw new InvalidFileError(`${place}: Strategy expansion exceeded 256 results for job`);
  }
  return combinations;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown, name: string, place: string): readonly Combination[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new InvalidFileError(
    `The template is not valid. ${place}: A sequence of mappings was expected for '${name}'`,
  );
}

/**
 * The product of the vectors, less `exclude`, with `include` added: to every combination whose original values it
 * does not contradict, else as a combination of its own.
 * Source: "Running variations of jobs in a workflow" of GitHub's documentation.
 */
export function combine(
  vectors: Readonly<Record<string, readonly unknown[]>>,
  include: readonly Combination[],
  exclude: readonly Combination[],
): readonly Combination[] {
  const keys = Object.keys(vectors);
  let product: Record<string, unknown>[] = keys.length === 0 ? [] : [{}];
  for (const key of keys) {
    product = product.flatMap((one) => (vectors[key] ?? []).map((value) => ({ ...one, [key]: value })));
  }
  const kept = product.filter((one) => !exclude.some((pattern) => contains(one, pattern)));
  const extended = kept.map((one) => ({ ...one }));
  const added: Combination[] = [];
  for (const extra of include) {
    const fits = (one: Combination): boolean =>
      keys.every((key) => !(key in extra) || isEqual(one[key], extra[key]));
    let used = false;
    for (const [index, original] of kept.entries()) {
      const target = extended[index];
      if (target === undefined || !fits(original)) continue;
      Object.assign(target, extra);
      used = true;
    }
    if (!used) added.push(extra);
  }
  return [...extended, ...added];
}

function contains(value: unknown, pattern: unknown): boolean {
  if (isObject(pattern)) {
    return isObject(value) && Object.entries(pattern).every(([key, item]) => contains(value[key], item));
  }
  return isEqual(value, pattern);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What GitHub adds to a job's name: ` (a, b)`. */
export function combinationSuffix(combination: Combination): string {
  const values = Object.values(combination).flatMap(scalarsOf);
  return values.length === 0 ? "" : ` (${values.join(", ")})`;
}

function scalarsOf(value: unknown): string[] {
  if (isObject(value)) return Object.values(value).flatMap(scalarsOf);
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  return value === null || value === "" ? [] : [typeof value === "string" ? value : JSON.stringify(value)];
}
