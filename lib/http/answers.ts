import type { DescribedResponse } from "./endpoint.ts";
import { PROBLEM_TYPE } from "./problem.ts";
import { ref } from "./schema.ts";

/** A response whose body is a component of the document. */
export function json(
  component: string,
  description: string,
  headers?: Readonly<Record<string, string>>,
): DescribedResponse {
  return answerOf("application/json", component, { description, headers });
}

export function problem(description: string, headers?: Readonly<Record<string, string>>): DescribedResponse {
  return answerOf(PROBLEM_TYPE, "problem", { description, headers });
}

function answerOf(
  type: string,
  component: string,
  { description, headers }: { description: string; headers: Readonly<Record<string, string>> | undefined },
): DescribedResponse {
  return {
    description,
    content: { [type]: ref(component) },
    ...(headers !== undefined && { headers }),
  };
}
