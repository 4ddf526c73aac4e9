import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { InvalidFileError, StepError, UnsupportedError } from "../errors.ts";
import { readRunsIf, type Condition } from "../template/condition.ts";
import { readAction } from "../template/read.ts";
import { entriesOf, mappingAt, placeOf, textAt } from "../template/token.ts";
import { parseSteps } from "../workflow/job.ts";
import type { StepDefinition } from "../workflow/model.ts";

export interface ActionInput {
  readonly default: TemplateToken | undefined;
  readonly deprecation: string | undefined;
}

interface ActionBase {
  /** The action.yml, for messages. */
  readonly file: string;
  readonly inputs: ReadonlyMap<string, ActionInput>;
}

export interface NodeAction extends ActionBase {
  readonly kind: "node";
  readonly main: string;
  readonly pre: string | undefined;
  readonly preIf: Condition;
  readonly post: string | undefined;
  readonly postIf: Condition;
}

export interface CompositeAction extends ActionBase {
  readonly kind: "composite";
  readonly steps: readonly StepDefinition[];
  readonly outputs: ReadonlyMap<string, TemplateToken>;
}

export type ActionDefinition = NodeAction | CompositeAction;

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads the action in a folder.
 * @param label what messages call the file's folder
 * @throws StepError when there is none; InvalidFileError, UnsupportedError
 */
export async function loadAction(folder: string, label: string): Promise<ActionDefinition> {
  for (const name of ["action.yml", "action.yaml"]) {
    const path = join(folder, name);
    if (await exists(path)) return parseAction(`${label}/${name}`, await readFile(path, "utf8"));
  }
  if (await exists(join(folder, "Dockerfile"))) {
    throw new UnsupportedError(
      `${label}/Dockerfile: the sandbox's runner does not know actions that are containers`,
    );
  }
  throw new StepError(
    `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
  );
}

/** Reads an action.yml's text. */
function parseAction(file: string, content: string): ActionDefinition {
  const root = readAction(file, content);
  const runs = mappingAt(root, "runs");
  if (runs === undefined) throw new InvalidFileError(`${file}: Required property is missing: runs`);
  const base = { file, inputs: parseInputs(root) };
  const using = textAt(runs, "using") ?? "";
  if (using === "composite") {
    const steps = parseSteps(runs.find("steps"), file, placeOf(file, runs));
    return { ...base, kind: "composite", steps, outputs: parseOutputs(root) };
  }
  if (using !== "node20" && using !== "node24") {
    throw new UnsupportedError(
      `${placeOf(file, runs)}: the sandbox's runner does not know 'using: ${using}'`,
    );
  }
  const main = textAt(runs, "main");
  if (main === undefined) throw new InvalidFileError(`${file}: Required property is missing: main`);
  return {
    ...base,
    kind: "node",
    main,
    pre: textAt(runs, "pre"),
    preIf: readRunsIf(runs.find("pre-if"), file),
    post: textAt(runs, "post"),
    postIf: readRunsIf(runs.find("post-if"), file),
  };
}

function parseInputs(root: MappingToken): ReadonlyMap<string, ActionInput> {
  return new Map(
    entriesOf(mappingAt(root, "inputs")).map(([name, token]) => [
      name,
      isMapping(token)
        ? { default: token.find("default"), deprecation: textAt(token, "deprecationMessage") }
        : { default: undefined, deprecation: undefined },
    ]),
  );
}

function parseOutputs(root: MappingToken): ReadonlyMap<string, TemplateToken> {
  const outputs = new Map<string, TemplateToken>();
  for (const [name, token] of entriesOf(mappingAt(root, "outputs"))) {
    const value = isMapping(token) ? token.find("value") : undefined;
    if (value !== undefined) outputs.set(name, value);
  }
  return outputs;
}
