import { type Fields } from "../../narrow.ts";
import { announce } from "../announce.ts";
import { invalidRequest, unknownToSandbox, unprocessable } from "../errors.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { userShape } from "../shapes/user.ts";
import { booleanField, fieldsOf, isScalar, objectField, stringField, wrongType } from "./body.ts";
import type { RestRequest, RestRoute } from "./route.ts";
import { dispatchInputs, findWorkflow, type DispatchInput } from "./workflow-file.ts";

const MAX_INPUTS = 25;

export const createWorkflowDispatch: RestRoute = {
  operation: "actions/create-workflow-dispatch",
  permission: { name: "actions", level: "write" },
  query: [],
  async answer(request) {
    const { world, caller, repository, body } = request;
    const workflowPath = await findWorkflow(request);
    const { ref: name, inputs: given } = parseDispatch(body);
    const ref = await findRef(request, name);
    const sha = await repository.git.refs.commitOf(ref);
    if (sha === undefined) throw noRef(name);
    const entry = await repository.git.entry(sha, workflowPath);
    const source = entry === undefined ? "" : ((await repository.git.blob(entry.oid)) ?? "").toString();
    const inputs = completeInputs(dispatchInputs(source), given);
    const actor = caller.credential?.grant.actor ?? "";
    announce(world, {
      name: "workflow_dispatch",
      repository: repository.info,
      ref,
      sha,
      actor,
      workflowPath,
      payload: {
        inputs,
        ref,
        workflow: workflowPath,
        repository: repositoryShape(world, repository),
        sender: userShape(world, actor),
      },
    });
    return { status: 204 };
  },
};

function parseDispatch(body: unknown): { readonly ref: string; readonly inputs: Fields } {
  const fields = fieldsOf(body, ["ref", "inputs", "return_run_details"], ["ref"]);
  if (booleanField(fields, "return_run_details") === true) {
    throw unknownToSandbox("return_run_details of actions/create-workflow-dispatch");
  }
  const inputs = objectField(fields, "inputs") ?? {};
  const count = Object.keys(inputs).length;
  if (count > MAX_INPUTS) {
    throw invalidRequest([`No more than ${MAX_INPUTS} properties are allowed; ${count} were supplied.`]);
  }
  return { ref: stringField(fields, "ref") ?? "", inputs };
}

/** The full name of a branch or tag that may be given short. */
async function findRef({ repository }: RestRequest, name: string): Promise<string> {
  const candidates = name.startsWith("refs/") ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const candidate of candidates) {
    if ((await repository.git.refs.read(candidate)) !== undefined) return candidate;
  }
  throw noRef(name);
}

const noRef = (name: string): Error => unprocessable(`No ref found for: ${name}`);

/** All declared inputs as text, with their defaults; null when the workflow declares none. */
function completeInputs(
  declared: ReadonlyMap<string, DispatchInput>,
  given: Fields,
): Readonly<Record<string, string>> | null {
  const unexpected = Object.keys(given).filter((name) => !declared.has(name));
  if (unexpected.length > 0) throw unprocessable(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  if (declared.size === 0) return null;
  return Object.fromEntries(
    [...declared].map(([name, input]) => [name, inputValue(name, input, given[name])]),
  );
}

function inputValue(name: string, input: DispatchInput, given: unknown): string {
  if (given === undefined || given === null) {
    if (input.required && input.default === undefined) {
      throw unprocessable(`Required input '${name}' not provided`);
    }
    return input.default ?? (input.type === "boolean" ? "false" : "");
  }
  if (!isScalar(given)) throw wrongType(`properties/inputs/${name}`, given, "a string");
  const value = String(given);
  if (input.type === "choice" && !input.options.includes(value)) {
    throw unprocessable(`Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
  return value;
}
