import {
  validateChannel,
  validateDatabase,
  validateDispatch,
  validateHandmade,
  validateLocks,
  validatePolicy,
} from "../generated/validators.generated.ts";
import { imageFault } from "./image.ts";
import { didYouMean } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { repositoryFault } from "./repository-name.ts";

/** A check that ajv compiled ahead of time; it leaves its errors on itself. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** An error from ajv (`verbose`: with the value and the schema that rejected it). */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set if the property's name is what is wrong. */
  readonly propertyName?: string;
  readonly schema?: unknown;
  readonly parentSchema?: {
    readonly description?: string;
    readonly type?: string;
    readonly properties?: object;
    /** There may be a secret there: never show it. */
    readonly writeOnly?: boolean;
  };
  readonly data?: unknown;
}

export type PathSegment = string | number;

/** A problem with its path in parts, to find it in the text. */
export interface SchemaProblem extends Problem {
  readonly segments: readonly PathSegment[];
  /** Whether the problem is a field that the schema does not know, which leaves the rest readable. */
  readonly isUnknownField?: boolean;
}

/** Checks a channel's name against db/db.schema.json. */
export const channelProblems = problemFinder(validateChannel);
/** Checks against the database's schema, `db/db.schema.json`. */
export const databaseProblems = problemFinder(validateDatabase);
/** Checks what trigger-dispatch sends, `db/dispatch.schema.json#/$defs/dispatch`. */
export const dispatchProblems = problemFinder(validateDispatch);
/** Checks what people send, `db/dispatch.schema.json#/$defs/handmade`. */
export const handmadeProblems = problemFinder(validateHandmade);
/** Checks against the schema of locks, `db/locks.schema.json`. */
export const locksSchemaProblems = problemFinder(validateLocks);
/** Checks against the policy's schema, `db/policy.schema.json`. */
export const policySchemaProblems = problemFinder(validatePolicy);

/** What a check finds, in words. */
export function problemFinder(validator: Validator): (data: unknown) => readonly SchemaProblem[] {
  return (data) => (validator(data) ? [] : explainErrors(validator.errors ?? []));
}

/** What an object consists of: a document of fields, a query of parameters. */
type Parts = "fields" | "parameters";

/** Explains ajv's errors: the value and what is allowed. */
export function explainErrors(
  errors: readonly SchemaError[],
  parts: Parts = "fields",
): readonly SchemaProblem[] {
  return errors.filter(isCause).map((error) => toProblem(error, parts));
}

/** For a wrong name, ajv reports the cause and then, once more, that there was one. */
function isCause({ keyword }: SchemaError): boolean {
  return keyword !== "propertyNames";
}

function toProblem(error: SchemaError, parts: Parts): SchemaProblem {
  const segments = pathSegments(error);
  const path = pathText(segments);
  const message = `${path === "" ? "it" : path} ${explain(error, parts)}`;
  return { segments, path, message, isUnknownField: error.keyword === "additionalProperties" };
}

/** Splits a JSON pointer. An unknown or misnamed property is itself the place; a missing one has its parent's place. */
function pathSegments({ instancePath, keyword, params, propertyName }: SchemaError): readonly PathSegment[] {
  const segments = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^(?:0|[1-9]\d*)$/.test(part) ? Number(part) : part));
  if (propertyName !== undefined) return [...segments, propertyName];
  return keyword === "additionalProperties" ? [...segments, String(params["additionalProperty"])] : segments;
}

/** `releases[0].container` */
export function pathText(segments: readonly PathSegment[]): string {
  return segments
    .map((segment) => (typeof segment === "number" ? `[${segment}]` : `.${segment}`))
    .join("")
    .replace(/^\./, "");
}

/** A problem with a value that the schema lets in: `channels[1] repeats dev …`. */
export function problemAt(segments: readonly PathSegment[], message: string): SchemaProblem {
  const path = pathText(segments);
  return { segments, path, message: `${path} ${message}` };
}

/** Descriptions complete the sentence "must be …", but for a whole document's, which is a sentence of its own. */
function allowedBy({ description, type }: NonNullable<SchemaError["parentSchema"]>): string {
  if (description === undefined) return type ?? "valid";
  return /^[A-Z][a-z]* [a-z]/.test(description) ? "an object" : description;
}

function explain({ keyword, params, parentSchema, data }: SchemaError, parts: Parts): string {
  const allowed = allowedBy(parentSchema ?? {});
  switch (keyword) {
    case "required":
      return `lacks ${String(params["missingProperty"])}`;
    case "additionalProperties": {
      const known = Object.keys(parentSchema?.properties ?? {});
      if (known.length === 0) return `is unknown: there are no ${parts} here, so leave it out`;
      const guess = didYouMean(String(params["additionalProperty"]), known);
      return `is unknown${guess}; known ${parts} are ${known.join(", ")}`;
    }
    case "pattern":
      if (parentSchema?.writeOnly === true) return `must be ${allowed}`;
      return `is ${quote(data)}, but ${imageFault(allowed, data) ?? repositoryFault(allowed, data) ?? `must be ${allowed}`}`;
    default:
      return `is ${quote(data)}, but must be ${allowed}`;
  }
}

const QUOTED = 120;

/** The value as JSON, shortened: a message must not contain a whole document. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
