import { describe, expect, test } from "@jest/globals";
import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { classify, type Freshness } from "./classify.ts";
import { GitHubFailure, LostAnswer } from "./failure.ts";

const request = { method: "POST", url: "https://api.github.com/graphql", headers: {} } as const;
const tokenLabel = 'the token of input "token"';
const asked = {
  name: { owner: "acme", repo: "releases" },
  tokenLabel,
  permission: "contents: write",
};

const answered = (status: number, message = "", headers: Record<string, string> = {}) =>
  new RequestError(message, status, { request, response: { status, url: "", headers, data: {} } });
interface Told {
  readonly type?: string;
  readonly message?: string;
}
const inGraphql = (errors: readonly Told[], headers: Record<string, string> = {}, data: unknown = null) =>
  new GraphqlResponseError(request, headers, {
    data,
    errors: errors.map(({ type = "", message = "" }) => ({ type, message, path: [] })) as never,
  });
const unanswered = (cause: unknown) => {
  const error = new RequestError("fetch failed", 500, { request });
  error.cause = new TypeError("fetch failed", { cause });
  return error;
};
const system = (code: string, message = code) => Object.assign(new Error(message), { code });

describe("a failed request means", () => {
  const lacking = { needed: "contents: write", tokenLabel, isIntegration: true };
  const hidden = { repository: "acme/releases", needed: "contents: write", tokenLabel };
  const archived = { repository: "acme/releases" };
  const denied = "Resource not accessible by integration";
  test.each([
    ["moved", {}, inGraphql([{ type: "STALE_DATA" }])],
    ["moved", {}, inGraphql([{ message: `is at ${"a".repeat(40)} but expected ${"b".repeat(40)}` }])],
    ["transient", {}, inGraphql([{ type: "INTERNAL" }])],
    ["transient", {}, inGraphql([{ message: "Something went wrong while executing your query." }])],
    ["transient", {}, new LostAnswer()],
    ["transient", {}, answered(408)],
    ["transient", {}, answered(500)],
    ["transient", {}, answered(502)],
    ["transient", {}, answered(503)],
    ["transient", {}, answered(504)],
    ["transient", {}, unanswered(system("ECONNRESET"))],
    ["transient", {}, unanswered(system("EAI_AGAIN"))],
    ["refused", {}, answered(501)],
    ["refused", {}, answered(422)],
    ["bad-credentials", { tokenLabel }, answered(401)],
    ["missing-permission", lacking, answered(403, denied)],
    ["missing-permission", lacking, inGraphql([{ message: denied }])],
    [
      "missing-permission",
      {
        needed: "pull_requests: write and contents: read, or issues: write",
        tokenLabel,
        isIntegration: false,
      },
      answered(403, "Resource not accessible by personal access token", {
        "x-accepted-github-permissions": "pull_requests=write,contents=read; issues=write",
      }),
    ],
    ["single-sign-on", {}, answered(403, "Resource protected by organization SAML enforcement.")],
    ["not-found", hidden, answered(404)],
    ["not-found", hidden, inGraphql([{ type: "NOT_FOUND" }])],
    ["protected-branch", {}, inGraphql([{ message: "Repository rule violations found" }])],
    [
      "secret-found",
      {},
      inGraphql([{ message: "Repository rule violations found\n\nPush cannot contain secrets\n\n" }]),
    ],
    ["archived", archived, answered(403, "Repository was archived so is read-only.")],
    [
      "archived",
      archived,
      inGraphql([{ type: "FORBIDDEN", message: "Repository was archived so is read-only." }]),
    ],
    ["refused", {}, inGraphql([{ message: "One." }, { message: "Two." }])],
  ])("%s %j", (code, facts, error) => {
    expect(classify(error, asked)).toEqual({ code, ...facts });
  });

  test("nothing that GitHub has to do with, when it is our own", () => {
    expect(classify(new Error("our own"), asked)).toBeUndefined();
  });

  test("what it was found to mean before", () => {
    const failure = { code: "no-such-commit" } as const;
    expect(classify(new GitHubFailure("x", failure), asked)).toBe(failure);
  });
});

describe("several errors in one answer mean", () => {
  const data = { first: { ok: true }, second: null };
  test.each([
    ["the one that stays, whatever passes", "missing-permission", ["INTERNAL", "FORBIDDEN"]],
    ["the one that stays, beside a moved branch", "not-found", ["STALE_DATA", "NOT_FOUND"]],
    ["a moved branch, where GitHub stumbled too", "moved", ["INTERNAL", "STALE_DATA"]],
    ["that it passes, where all do", "transient", ["INTERNAL", "INTERNAL"]],
    ["a limit, whatever else", "rate-limit", ["FORBIDDEN", "RATE_LIMITED"]],
  ])("%s", (_name, code, types) => {
    const errors = types.map((type) => ({ type }));
    expect(classify(inGraphql(errors, {}, data), asked)).toMatchObject({ code });
    expect(classify(inGraphql(errors.toReversed(), {}, data), asked)).toMatchObject({ code });
  });
});

describe("a refusal of a token that has just been made", () => {
  const until = Date.now() + 60_000;
  const denied = answered(403, "Resource not accessible by integration");
  const meaning = (error: unknown, freshness: Freshness) => classify(error, { ...asked, freshness })?.code;
  test.each([
    ["401 may pass", answered(401), { until, isPermitted: false }, "early-token"],
    ["401 stays, later", answered(401), { until: Date.now() - 1, isPermitted: true }, "bad-credentials"],
    ["403 may pass where it is permitted", denied, { until, isPermitted: true }, "early-token"],
    ["403 stays where that is not known", denied, { until, isPermitted: false }, "missing-permission"],
    ["another 403 stays", answered(403, "SAML"), { until, isPermitted: true }, "single-sign-on"],
  ])("%s", (_name, error, freshness, code) => {
    expect(meaning(error, freshness)).toBe(code);
  });
});

describe("what never arrives stays:", () => {
  test.each([
    [
      "a host that does not exist",
      Object.assign(system("ENOTFOUND"), { hostname: "github.example" }),
      {
        code: "no-such-host",
        host: "github.example",
      },
    ],
    [
      "a certificate of its own",
      system("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
      {
        code: "not-trusted-certificate",
        host: "api.github.com",
        reason: "self-signed certificate",
      },
    ],
    [
      "a certificate of an unknown authority",
      system("SELF_SIGNED_CERT_IN_CHAIN", "in chain"),
      {
        code: "not-trusted-certificate",
        host: "api.github.com",
        reason: "in chain",
      },
    ],
    ["an address that is none", system("ERR_INVALID_URL"), { code: "bad-address" }],
  ])("%s", (_name, cause, failure) => {
    expect(classify(unanswered(cause), asked)).toEqual(failure);
  });
});

describe("a limit", () => {
  const reset = Math.ceil(Date.now() / 1000) + 90;
  const spent = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
  const inSeconds = (seconds: number) => Date.now() + seconds * 1000;
  test.each([
    ["retry-after", answered(403, "", { "retry-after": "7" }), "secondary", inSeconds(7)],
    ["429 without more", answered(429), "secondary", inSeconds(60)],
    [
      "GitHub's words",
      answered(403, "You have exceeded a secondary rate limit."),
      "secondary",
      inSeconds(60),
    ],
    ["a spent hour", answered(403, "", spent), "hourly", reset * 1000],
    ["a spent hour in GraphQL", inGraphql([{ type: "RATE_LIMIT" }], spent), "hourly", reset * 1000],
    ["GraphQL's other word for it", inGraphql([{ type: "RATE_LIMITED" }]), "secondary", inSeconds(60)],
  ])("is known by %s", (_, error, limit, until) => {
    const failure = classify(error, asked);
    expect(failure).toEqual({ code: "rate-limit", limit, until: expect.any(Number) });
    // Counted from a clock that goes on.
    const said = failure?.code === "rate-limit" ? failure.until : 0;
    expect(said).toBeGreaterThanOrEqual(until);
    expect(said).toBeLessThan(until + 60_000);
  });
});
