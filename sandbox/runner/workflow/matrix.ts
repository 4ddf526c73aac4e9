import { equals } from "@actions/expressions/result";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isFields } from "../../narrow.ts";
import { toData } from "../template/expression.ts";
import { evaluate, evaluateBoolean, evaluateNumber, invalidToken, type Scope } from "../template/token.ts";

/** One combination of matrix values. */
export interface Combination {
  /** `matrix` */
  readonly values: Readonly<Record<string, unknown>>;
  /** The values that show in the job's name: without those that `include` adds to an existing combination. */
  readonly named: Readonly<Record<string, unknown>>;
}

export interface Strategy {
  readonly failFast: boolean;
  readonly maxParallel: number;
  /** One without values when there is no matrix. */
  readonly combinations: readonly Combination[];
  readonly hasMatrix: boolean;
}

/** GitHub runs at most this many jobs of one matrix. */
const MOST = 256;

/**
 * Evaluates `strategy` and expands its matrix, as GitHub's MatrixBuilder does (actions/runner,
 * src/Sdk/WorkflowParser).
 * @throws InvalidFileError
 */
export function expandStrategy(strategy: MappingToken | undefined, scope: Scope): Strategy {
  const matrix = strategy?.find("matrix");
  const expanded = matrix === undefined ? [] : expandMatrix(matrix, scope);
  const maxParallel = evaluateNumber(strategy?.find("max-parallel"), scope) ?? 0;
  // A matrix that `exclude` empties leaves one job without a matrix.
  const combinations = expanded.length === 0 ? [{ values: {}, named: {} }] : expanded;
  return {
    failFast: evaluateBoolean(strategy?.find("fail-fast"), scope) ?? true,
    maxParallel: maxParallel > 0 ? Math.min(maxParallel, combinations.length) : combinations.length,
    combinations,
    hasMatrix: expanded.length > 0,
  };
}

function expandMatrix(token: TemplateToken, scope: Scope): readonly Combination[] {
  const refuse = (message: string): Error => invalidToken(scope, token, message);
  const value = evaluate(token, scope);
  if (!isFields(value)) throw refuse("A mapping was expected");
  const { include, exclude, ...vectors } = value;
  const checked: Record<string, readonly unknown[]> = {};
  for (const [name, vector] of Object.entries(vectors)) {
    if (!Array.isArray(vector)) throw refuse("A sequence was expected");
    if (vector.length === 0) throw refuse(`Matrix vector '${name}' does not contain any values`);
    checked[name] = vector;
  }
  const includes = listOf(include, refuse);
  const excludes = listOf(exclude, refuse);
  if (Object.keys(vectors).length === 0 && includes.length === 0) {
    throw refuse("Matrix must define at least one vector");
  }
  if (includes.some((item) => Object.keys(item).length === 0)) {
    throw refuse("Matrix include mapping does not contain any values");
  }
  for (const item of excludes) {
    if (Object.keys(item).length === 0) throw refuse("Matrix exclude filter must not be empty");
    const stray = Object.keys(item).find((key) => !(key in vectors));
    if (stray !== undefined)
      throw refuse(`Matrix exclude key '${stray}' does not match any key within the matrix`);
  }
  const combinations = combine(checked, includes, excludes);
  if (combinations.length > MOST) throw refuse(`Strategy expansion exceeded ${MOST} results for job`);
  return combinations;
}

type Values = Readonly<Record<string, unknown>>;

function listOf(value: unknown, refuse: (message: string) => Error): readonly Values[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refuse("A sequence was expected");
  if (!value.every(isFields)) throw refuse("A mapping was expected");
  return value;
}

/**
 * The product of the vectors, less `exclude`, with `include` added: to every combination whose own values it does
 * not contradict, else as a combination of its own.
 */
export function combine(
  vectors: Readonly<Record<string, readonly unknown[]>>,
  include: readonly Values[],
  exclude: readonly Values[],
): readonly Combination[] {
  const keys = Object.keys(vectors);
  let product: Values[] = keys.length === 0 ? [] : [{}];
  for (const key of keys) {
    product = product.flatMap((one) => (vectors[key] ?? []).map((value) => ({ ...one, [key]: value })));
  }
  const used = new Set<Values>();
  const kept = product.filter((own) => !exclude.some((filter) => matches(own, filter)));
  const extended = kept.map((own) => {
    let extra: Values = {};
    for (const item of include) {
      const entries = Object.entries(item);
      if (!matches(own, Object.fromEntries(entries.filter(([key]) => key in vectors)))) continue;
      used.add(item);
      extra = { ...extra, ...Object.fromEntries(entries.filter(([key]) => !(key in vectors))) };
    }
    return { values: { ...own, ...extra }, named: own };
  });
  const added = include.filter((item) => !used.has(item)).map((item) => ({ values: item, named: item }));
  return [...extended, ...added];
}

/** Whether the value has everything the filter asks for, by the `==` of expressions. */
function matches(value: unknown, filter: unknown): boolean {
  if (isFields(filter)) {
    return Object.entries(filter).every(([key, item]) => matches(isFields(value) ? value[key] : null, item));
  }
  if (Array.isArray(filter)) {
    return filter.every((item, index) => matches(Array.isArray(value) ? value[index] : null, item));
  }
  return equals(toData(value), toData(filter));
}

/** GitHub truncates a job's name here. */
const LONGEST_NAME = 100;

/** `build (20, x64)` */
export function instanceName(name: string, { named }: Combination): string {
  const values = Object.values(named).flatMap(scalarsOf);
  const full = values.length === 0 ? name : `${name} (${values.join(", ")})`;
  return full.length > LONGEST_NAME ? `${full.slice(0, LONGEST_NAME - 3)}...` : full;
}

function scalarsOf(value: unknown): string[] {
  if (isFields(value)) return Object.values(value).flatMap(scalarsOf);
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  return value === null || value === "" ? [] : [typeof value === "string" ? value : JSON.stringify(value)];
}
