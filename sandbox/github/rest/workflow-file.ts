import { parseDocument } from "yaml";
import { isFields } from "../../narrow.ts";
import { notFound, unprocessable } from "../errors.ts";
import { isScalar } from "./body.ts";
import type { RestRequest } from "./route.ts";

export const WORKFLOW_FOLDER = ".github/workflows";

/** One declared input of `workflow_dispatch`. */
export interface DispatchInput {
  readonly required: boolean;
  readonly default: string | undefined;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * The path of the workflow that `{workflow_id}` names: a file's name, or the number it goes by.
 * @throws Refusal 404 when the default branch has no such file
 */
export async function findWorkflow({ world, repository, params }: RestRequest): Promise<string> {
  const id = params["workflow_id"] ?? "";
  const { info, git } = repository;
  const path = /^\d+$/.test(id) ? world.workflowIds.pathOf(info.id, Number(id)) : `${WORKFLOW_FOLDER}/${id}`;
  const main = await git.refs.read(`refs/heads/${info.defaultBranch}`);
  if (path === undefined || main === undefined) throw notFound();
  if ((await git.entry(main, path)) === undefined) throw notFound();
  return path;
}

/**
 * The inputs that a workflow file declares for `workflow_dispatch`.
 * @throws Refusal 422 if the file is not YAML, or has no such trigger
 */
export function dispatchInputs(source: string): ReadonlyMap<string, DispatchInput> {
  const document = parseDocument(source);
  const problem = document.errors[0];
  if (problem !== undefined) throw unprocessable(`failed to parse workflow: ${problem.message}`);
  const workflow: unknown = document.toJS();
  const triggers = isFields(workflow) ? workflow["on"] : undefined;
  const named =
    triggers === "workflow_dispatch" || (Array.isArray(triggers) && triggers.includes("workflow_dispatch"));
  if (named) return new Map();
  if (!isFields(triggers) || !("workflow_dispatch" in triggers)) {
    throw unprocessable("Workflow does not have 'workflow_dispatch' trigger");
  }
  const trigger = triggers["workflow_dispatch"];
  const inputs = isFields(trigger) ? trigger["inputs"] : undefined;
  return new Map(
    Object.entries(isFields(inputs) ? inputs : {}).map(([name, input]) => [name, inputOf(input)]),
  );
}

function inputOf(input: unknown): DispatchInput {
  const fields = isFields(input) ? input : {};
  const { default: preset, options } = fields;
  return {
    required: fields["required"] === true,
    default: isScalar(preset) ? String(preset) : undefined,
    type: typeof fields["type"] === "string" ? fields["type"] : "string",
    options: Array.isArray(options) ? options.map(String) : [],
  };
}
