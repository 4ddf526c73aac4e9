import { Ajv, type Options, type ValidateFunction } from "ajv";
import type { ApiResponse } from "../../http/answer.ts";
import { describedOperation, description } from "./description.ts";

/** Each process compiles what it needs of GitHub's description anew: what makes little code run faster costs more than it gives. */
const QUICK: Options = {
  strict: false,
  validateFormats: false,
  logger: false,
  meta: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
};
const validators = new Map<string, ValidateFunction>();
let compiler: Ajv | undefined;

/**
 * Holds an answer against GitHub's own description of the operation.
 * @returns the answer itself, when GitHub could have given it
 * @throws Error that says where it differs: the sandbox then answers 500 instead
 */
export function checkAnswer(id: string, answer: ApiResponse): ApiResponse {
  const complaint = complaintAbout(id, answer);
  if (complaint !== undefined)
    throw new Error(`answer breaks GitHub's OpenAPI: ${id} ${answer.status}: ${complaint}`);
  return answer;
}

function complaintAbout(id: string, answer: ApiResponse): string | undefined {
  const response = describedOperation(id).responses[String(answer.status)];
  if (response === undefined) return "this status is not described";
  const media = Object.keys(response);
  if (media.length === 0) return answer.body === undefined ? undefined : "a body where none is described";
  const type = answer.headers?.["content-type"]?.split(";")[0] ?? "application/json";
  // Raw bytes and the like are described only by their media type, if at all.
  if (typeof answer.body === "string" || Buffer.isBuffer(answer.body)) return undefined;
  if (response[type] === undefined) return `the media type ${type} is not described`;
  const validate = validatorOf(id, answer.status, type);
  return validate(answer.body) ? undefined : compilerOf().errorsText(validate.errors, { dataVar: "body" });
}

function validatorOf(id: string, status: number, type: string): ValidateFunction {
  const key = ["operations", id, "responses", String(status), type];
  const pointer = key
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const known = validators.get(pointer);
  if (known !== undefined) return known;
  const validate = compilerOf().compile({ $ref: `github#/${pointer}` });
  validators.set(pointer, validate);
  return validate;
}

function compilerOf(): Ajv {
  if (compiler === undefined) {
    compiler = new Ajv(QUICK);
    compiler.addSchema({ ...description(), $id: "github" }, "github");
  }
  return compiler;
}
