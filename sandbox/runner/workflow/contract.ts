import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { InvalidFileError } from "../errors.ts";
import { noFunctions } from "../job/functions.ts";
import { entriesOf, placeOf } from "../template/token.ts";
import { typedValue } from "./inputs.ts";
import type { CallJob, WorkflowFile } from "./model.ts";

/**
 * Holds a call against what the called workflow takes, as far as that can be known before it runs.
 * @param file the caller's, for messages
 * @throws InvalidFileError in GitHub's words
 */
export function checkCall(job: CallJob, file: string, called: WorkflowFile): void {
  const { call } = called;
  const fail = (place: string, message: string): Error => new InvalidFileError(`${place}: ${message}`);
  if (call === undefined) {
    throw fail(job.usesPlace, "workflow_call key is not defined in the referenced workflow.");
  }
  const given = tokensOf(job.with);
  for (const [name, definition] of call.inputs) {
    const token = given.get(name.toLowerCase());
    // What an expression gives is known only later.
    if (token?.isLiteral === true) {
      typedValue(definition.type, token, { file, contexts: {}, functions: noFunctions, prefix: "" });
    } else if (token === undefined && definition.required) {
      throw fail(job.usesPlace, `Input ${name} is required, but not provided while calling.`);
    }
  }
  refuseUndefined(job.with, call.inputs, "input", file);
  if (job.secrets === "inherit") return;
  const secrets = tokensOf(job.secrets);
  for (const [name, { required }] of call.secrets) {
    if (required && !secrets.has(name.toLowerCase())) {
      throw fail(job.usesPlace, `Secret ${name} is required, but not provided while calling.`);
    }
  }
  refuseUndefined(job.secrets, call.secrets, "secret", file);
}

function tokensOf(mapping: MappingToken | undefined): ReadonlyMap<string, TemplateToken> {
  return new Map(entriesOf(mapping).map(([name, token]) => [name.toLowerCase(), token]));
}

function refuseUndefined(
  given: MappingToken | undefined,
  defined: ReadonlyMap<string, unknown>,
  kind: "input" | "secret",
  file: string,
): void {
  const names = new Set([...defined.keys()].map((name) => name.toLowerCase()));
  for (const [name, token] of entriesOf(given)) {
    if (!names.has(name.toLowerCase())) {
      throw new InvalidFileError(
        `${placeOf(file, token)}: Invalid ${kind}, ${name} is not defined in the referenced workflow.`,
      );
    }
  }
}
