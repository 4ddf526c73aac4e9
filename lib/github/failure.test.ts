import { describe, expect, test } from "@jest/globals";
import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { classifyFailure, EarlyToken, LostAnswer } from "./failure.ts";

const NOW = Date.UTC(2026, 10, 21, 2, 0, 0);
const request = { method: "POST", url: "https://api.github.com/graphql", headers: {} } as const;

const answered = (status: number, headers: Record<string, string> = {}, message = "") =>
  new RequestError(message, status, { request, response: { status, url: "", headers, data: {} } });
const inGraphql = (type: string, message = "", headers: Record<string, string> = {}) =>
  new GraphqlResponseError(request, headers, {
    data: null,
    errors: [{ type, message, path: [], extensions: {}, locations: [] }] as never,
  });
const classify = (error: unknown) => classifyFailure(error, NOW);

describe("a failed request", () => {
  test.each([
    ["moved", inGraphql("STALE_DATA")],
    ["moved", inGraphql("UNPROCESSABLE", `is at ${"a".repeat(40)} but expected ${"b".repeat(40)}`)],
    ["unknown", inGraphql("INTERNAL")],
    ["unknown", inGraphql("", "Something went wrong while executing your query.")],
    ["refused", inGraphql("FORBIDDEN", "Resource not accessible by integration")],
    ["unknown", new LostAnswer()],
    ["unknown", answered(408)],
    ["unknown", answered(504)],
    ["refused", answered(501)],
    ["unknown", answered(500)],
    ["unknown", answered(502)],
    ["unknown", answered(503)],
    ["refused", answered(401)],
    ["early", new EarlyToken(answered(401))],
    ["refused", answered(403)],
    ["refused", answered(404)],
    ["refused", new Error("our own")],
  ])("is %s", (kind, error) => {
    expect(classify(error)).toEqual({ kind });
  });

  test("for a token that is seconds old keeps what GitHub answered", () => {
    const answer = answered(401, {}, "Bad credentials");
    const { message, status, response } = new EarlyToken(answer);
    expect({ message, status, response }).toEqual({
      message: "Bad credentials",
      status: 401,
      response: answer.response,
    });
  });
});

describe("a limit", () => {
  const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 90) };
  test.each([
    ["retry-after", answered(403, { "retry-after": "7" }), "secondary limit", 7000],
    ["429 without more", answered(429), "secondary limit", 60_000],
    [
      "GitHub's words",
      answered(403, {}, "You have exceeded a secondary rate limit."),
      "secondary limit",
      60_000,
    ],
    ["a spent hour", answered(403, reset), "hourly limit", 90_000],
    ["a spent hour in GraphQL", inGraphql("RATE_LIMIT", "", reset), "hourly limit", 90_000],
    ["GraphQL's other word for it", inGraphql("RATE_LIMITED"), "secondary limit", 60_000],
  ])("is known by %s", (_, error, limit, wait) => {
    expect(classify(error)).toEqual({ kind: "limited", limit, wait });
  });
});
