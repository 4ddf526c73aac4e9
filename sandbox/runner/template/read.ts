import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { JSONObjectReader } from "@actions/workflow-parser/templates/json-object-reader";
import { TemplateSchema } from "@actions/workflow-parser/templates/schema/template-schema";
import {
  TemplateContext,
  TemplateValidationErrors,
} from "@actions/workflow-parser/templates/template-context";
import { readTemplate } from "@actions/workflow-parser/templates/template-reader";
import {
  StringToken,
  type LiteralToken,
  type MappingToken,
} from "@actions/workflow-parser/templates/tokens/index";
import { isMapping, isString } from "@actions/workflow-parser/templates/tokens/type-guards";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import { YamlObjectReader } from "@actions/workflow-parser/workflows/yaml-object-reader";
import { fieldsIn } from "../../narrow.ts";
import { InvalidFileError } from "../errors.ts";

/**
 * Workflow and action files are read with GitHub's own reader and GitHub's own schemas, but not through its
 * `parseWorkflow` and `parseAction`. Those import JSON without an import attribute, which plain Node refuses, and
 * they serve editors: a multi-line string that holds an expression comes back as the raw source, with YAML's
 * indentation and quotes still in it.
 */
type SchemaName = "workflow-v1.0" | "action-v1.0";

const schemas = new Map<SchemaName, TemplateSchema>();

function schemaText(name: SchemaName): string {
  const manifest = findPackageJSON("@actions/workflow-parser", import.meta.url);
  if (manifest === undefined) throw new Error("@actions/workflow-parser is not installed");
  const text = readFileSync(join(dirname(manifest), "dist", `${name}.min.json`), "utf8");
  if (name !== "workflow-v1.0") return text;
  // 0.3.61 has a bug that makes it refuse `on: [repository_dispatch]`, which GitHub accepts.
  const schema = fieldsIn(JSON.parse(text));
  const mended = { "repository-dispatch-string": { string: { constant: "repository_dispatch" } } };
  return JSON.stringify({ ...schema, definitions: { ...fieldsIn(schema["definitions"]), ...mended } });
}

function schemaOf(name: SchemaName): TemplateSchema {
  let schema = schemas.get(name);
  if (schema === undefined) {
    schema = TemplateSchema.load(new JSONObjectReader(undefined, schemaText(name)));
    schemas.set(name, schema);
  }
  return schema;
}

/** Strings as YAML means them, without the source text that only an editor needs. */
class RunnerYamlReader extends YamlObjectReader {
  override allowLiteral(): LiteralToken | undefined {
    const token = super.allowLiteral();
    if (token === undefined || !isString(token)) return token;
    // A mapping's key may be a YAML number: its token then holds a number where a string is promised.
    const value: unknown = token.value;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return new StringToken(token.file, token.range, text, token.definitionInfo);
  }
}

/** As much of a file as could be read. */
export interface ReadFile {
  readonly root: MappingToken;
  /** What is wrong with it, one line per mistake; the root may then lack parts. */
  readonly problem: InvalidFileError | undefined;
}

function read(schemaName: SchemaName, root: string, file: string, content: string): ReadFile {
  const context = new TemplateContext(
    new TemplateValidationErrors(),
    schemaOf(schemaName),
    new NoOperationTraceWriter(),
  );
  const fileId = context.getFileId(file);
  const reader = new RunnerYamlReader(fileId, content);
  for (const error of reader.errors) {
    const at = error.range ? ` (Line: ${error.range.start.line}, Col: ${error.range.start.column})` : "";
    throw new InvalidFileError(`${file}${at}: ${error.message}`);
  }
  const value = readTemplate(context, root, reader, fileId);
  const errors = context.errors.getErrors();
  const problem =
    errors.length > 0 ? new InvalidFileError(errors.map((error) => error.message).join("\n")) : undefined;
  if (value !== undefined && isMapping(value)) return { root: value, problem };
  throw problem ?? new InvalidFileError(`${file}: A mapping was expected`);
}

/**
 * Reads a workflow file against GitHub's schema.
 * @throws InvalidFileError when it is not a YAML mapping
 */
export function readWorkflow(file: string, content: string): ReadFile {
  return read("workflow-v1.0", "workflow-root-strict", file, content);
}

/**
 * Reads an action.yml against GitHub's schema.
 * @throws InvalidFileError with one line per mistake
 */
export function readAction(file: string, content: string): MappingToken {
  const { root, problem } = read("action-v1.0", "action-root-strict", file, content);
  if (problem !== undefined) throw problem;
  return root;
}
