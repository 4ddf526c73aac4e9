import type { RequestError } from "@octokit/request-error";
import type { RequiredContext } from "./failure.ts";

/** The body of a REST refusal, narrowed in this one place. */
export interface RefusalBody {
  readonly message: string | undefined;
  /** Complaints about single values, from GitHub's models. */
  readonly complaints: readonly string[];
  /** Required statuses of a deployment that are not success. */
  readonly contexts: readonly RequiredContext[];
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export function bodyOf({ response }: RequestError): RefusalBody {
  const body: unknown = response?.data;
  const errors = listIn(body, "errors");
  return {
    message: textIn(body, "message"),
    complaints: errors.flatMap((error) => textIn(error, "message") ?? []),
    contexts: errors.flatMap((error) => listIn(error, "contexts").flatMap(contextIn)),
  };
}

function contextIn(value: unknown): readonly RequiredContext[] {
  const context = textIn(value, "context");
  const state = textIn(value, "state");
  return context === undefined || state === undefined ? [] : [{ context, state }];
}

function textIn(value: unknown, name: string): string | undefined {
  const found = fieldOf(value, name);
  return typeof found === "string" ? found : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
