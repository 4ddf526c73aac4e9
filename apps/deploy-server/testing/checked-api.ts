import { randomUUID } from "node:crypto";
import type { TestAnswer } from "@release-channels/sandbox";
import { DocumentCheck, type OpenApi } from "../../../lib/http/testing/document.ts";

export interface Question {
  readonly token?: string | undefined;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: object | string | undefined;
  /** The Idempotency-Key of what is posted: a new one, unless another is given; none where it is empty. */
  readonly key?: string | undefined;
}

export interface CheckedAnswer extends Pick<TestAnswer, "status" | "json"> {
  readonly headers: Headers;
}

export type CheckedApi = (
  method: "get" | "post",
  path: string,
  question?: Question,
) => Promise<CheckedAnswer>;

/** The API of the deploy server at `url`, whose every answer is held against the document that the server shows. */
export async function checkedApi(url: string): Promise<CheckedApi> {
  const check = new DocumentCheck((await (await fetch(`${url}/openapi.json`)).json()) as OpenApi);
  return async (method, path, { token, body, key = randomUUID() } = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(method === "post" && key !== "" && { "idempotency-key": key }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const route = path.replace(/\?.*/, "").replace(/\/[0-9a-f-]{36}/, "/{id}");
    return {
      status: answer.status,
      json: JSON.parse(await check.check(method, route, answer)),
      headers: answer.headers,
    };
  };
}
