import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isBoolean, isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { wordIn } from "../../narrow.ts";
import { InvalidFileError } from "../errors.ts";
import { entriesOf, mappingAt, placeOf, textAt, wordsOf } from "../template/token.ts";
import { INPUT_TYPES } from "./model.ts";
import type { CallInterface, InputDefinition, TriggerFilter, WorkflowFile } from "./model.ts";

type Triggers = Pick<WorkflowFile, "on" | "dispatchInputs" | "call">;

/** `on:` in its three forms: a word, a list of words, a mapping with filters. */
export function parseTriggers(root: MappingToken, file: string): Triggers {
  const token = root.find("on");
  if (token === undefined) throw new InvalidFileError(`${file}: Required property is missing: on`);
  const on = new Map<string, TriggerFilter>();
  if (!isMapping(token)) {
    for (const name of wordsOf(token) ?? []) on.set(name, {});
    return {
      on,
      dispatchInputs: new Map(),
      call: on.has("workflow_call") ? parseCall(undefined) : undefined,
    };
  }
  for (const [name, value] of entriesOf(token)) on.set(name, parseFilter(value, file));
  const dispatch = mappingAt(token, "workflow_dispatch");
  return {
    on,
    dispatchInputs: parseInputs(dispatch, file),
    call: on.has("workflow_call") ? parseCall(mappingAt(token, "workflow_call"), file) : undefined,
  };
}

function parseFilter(token: TemplateToken, file: string): TriggerFilter {
  if (!isMapping(token)) return {};
  for (const key of ["branches", "tags", "paths"]) {
    if (token.find(key) !== undefined && token.find(`${key}-ignore`) !== undefined) {
      throw new InvalidFileError(
        `${placeOf(file, token)}: you may only define one of \`${key}\` and \`${key}-ignore\` for a single event`,
      );
    }
  }
  return {
    types: wordsOf(token.find("types")),
    branches: wordsOf(token.find("branches")),
    branchesIgnore: wordsOf(token.find("branches-ignore")),
    tags: wordsOf(token.find("tags")),
    tagsIgnore: wordsOf(token.find("tags-ignore")),
    paths: wordsOf(token.find("paths")),
    pathsIgnore: wordsOf(token.find("paths-ignore")),
    workflows: wordsOf(token.find("workflows")),
  };
}

function isTrue(mapping: MappingToken, key: string): boolean {
  const token = mapping.find(key);
  return token !== undefined && isBoolean(token) && token.value;
}

function parseInputs(mapping: MappingToken | undefined, file = ""): ReadonlyMap<string, InputDefinition> {
  const inputs = new Map<string, InputDefinition>();
  if (mapping === undefined) return inputs;
  for (const [name, token] of entriesOf(mappingAt(mapping, "inputs"))) {
    // `inputs: { name: }` with nothing under it is an optional string.
    const input = isMapping(token) ? token : undefined;
    const options = wordsOf(input?.find("options"));
    const type = wordIn(INPUT_TYPES, input && textAt(input, "type")) ?? "string";
    if (type === "choice" && (options === undefined || options.length === 0)) {
      throw new InvalidFileError(`${placeOf(file, token)}: Missing 'options' for choice input '${name}'`);
    }
    inputs.set(name, {
      type,
      required: input !== undefined && isTrue(input, "required"),
      default: input?.find("default"),
      options,
    });
  }
  return inputs;
}

function parseCall(call: MappingToken | undefined, file = ""): CallInterface {
  const secrets = entriesOf(call && mappingAt(call, "secrets"));
  const outputs = new Map<string, TemplateToken>();
  for (const [name, token] of entriesOf(call && mappingAt(call, "outputs"))) {
    const value = isMapping(token) ? token.find("value") : undefined;
    if (value !== undefined) outputs.set(name, value);
  }
  return {
    inputs: parseInputs(call, file),
    secrets: new Map(
      secrets.map(([name, token]) => [name, { required: isMapping(token) && isTrue(token, "required") }]),
    ),
    outputs,
  };
}
