import { expect, test } from "@jest/globals";
import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import type { Client } from "../github/client.ts";
import type { Failure } from "../github/failure/failure.ts";
import { explained, type GitHubRepository } from "../github/github-repository.ts";
import { adviceOn, explain } from "./explain.ts";

const TOKEN = 'The token of input "token"';
const JOBS =
  "The job's GITHUB_TOKEN gets permissions from the job's permissions key, and for its own repository only.";
const AGAIN = "Wait, then run the job again; that is always safe.";

const rest = (status: number, message: string, headers: Record<string, string> = {}): RequestError =>
  new RequestError(message, status, {
    request: { method: "POST", url: "/x", headers: {} },
    response: { status, url: "/x", headers, data: {} },
  });
const graphql = (...errors: { type?: string; message: string }[]): GraphqlResponseError<unknown> =>
  new GraphqlResponseError({ method: "POST", url: "/graphql" }, {}, { data: null, errors } as never);

/** What the log says about an error of a commit. */
const words = (error: unknown, tokenLabel = 'the token of input "token"'): string => {
  const repository: GitHubRepository = {
    client: {} as Client,
    name: { owner: "acme", repo: "releases" },
    tokenLabel,
    log: { debug: () => {}, info: () => {}, warning: () => {} },
    deadline: 0,
  };
  const failed = explained(error, repository, { doing: "commit to main", permission: "contents: write" });
  expect(failed).toMatchObject({ name: "GitHubFailure", cause: error });
  return explain(failed).replace("Could not commit to main in acme/releases: ", "");
};

test("an App and a person's token hear nothing of the job's", () => {
  const answer = "Resource not accessible by integration";
  expect(words(rest(403, answer), "the token of App bot")).toMatch(/The token of App bot lacks .*: write\.$/);
  expect(words(rest(403, "Resource not accessible by personal access token"))).not.toContain(JOBS);
});

test.each([
  [
    "a wrong token",
    rest(401, "Bad credentials - https://docs.github.com/rest"),
    `GitHub answered 401, Bad credentials. ${TOKEN} is wrong, expired or revoked: create a new one.`,
  ],
  [
    "a missing permission, in the caller's words",
    rest(403, "Resource not accessible by integration"),
    `GitHub answered 403, Resource not accessible by integration. ${TOKEN} lacks a permission: it needs contents: write. ${JOBS}`,
  ],
  [
    "a missing permission, in GitHub's words",
    rest(403, "Resource not accessible by integration", {
      "x-accepted-github-permissions": "pull_requests=write,contents=read; issues=write",
    }),
    `GitHub answered 403, Resource not accessible by integration. ${TOKEN} lacks a permission: it needs pull_requests: write and contents: read, or issues: write. ${JOBS}`,
  ],
  [
    "a limit",
    rest(403, "You have exceeded a secondary rate limit."),
    `GitHub answered 403, You have exceeded a secondary rate limit. ${AGAIN}`,
  ],
  [
    "a limit without the word",
    rest(403, "Slow down", { "retry-after": "5" }),
    `GitHub answered 403, Slow down. ${AGAIN}`,
  ],
  ["too many requests", rest(429, "Too many requests"), `GitHub answered 429, Too many requests. ${AGAIN}`],
  [
    "single sign-on",
    rest(403, "Resource protected by organization SAML enforcement."),
    "GitHub answered 403, Resource protected by organization SAML enforcement. Authorize the token for the organization's single sign-on.",
  ],
  [
    "what is not there or hidden",
    rest(404, "Not Found"),
    'GitHub answered 404, Not Found. Either acme/releases does not exist, or the token of input "token" cannot see it: the token needs contents: write there.',
  ],
  [
    "a message of several lines",
    rest(422, "Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied."),
    "GitHub answered 422, Invalid request. No more than 10 properties are allowed; 11 were supplied.",
  ],
  [
    "no answer",
    new RequestError("fetch failed", 500, { request: { method: "POST", url: "/x", headers: {} } }),
    "no answer from GitHub (fetch failed). Run the job again; that is always safe.",
  ],
  [
    "a repository that GraphQL does not find",
    graphql({
      type: "NOT_FOUND",
      message: "Could not resolve to a Repository with the name 'acme/releases'.",
    }),
    "GitHub answered Could not resolve to a Repository with the name 'acme/releases'. Either acme/releases does not exist, or the token of input \"token\" cannot see it: the token needs contents: write there.",
  ],
  [
    "a permission that GraphQL misses",
    graphql({ type: "FORBIDDEN", message: "Resource not accessible by integration" }),
    `GitHub answered Resource not accessible by integration. ${TOKEN} lacks a permission: it needs contents: write. ${JOBS}`,
  ],
  [
    "a ruleset",
    graphql({
      message: "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
    }),
    "GitHub answered Repository rule violations found. Changes must be made through a pull request. Allow the token's App (GitHub Actions, for the job's own token) to bypass that rule in the branch's ruleset.",
  ],
  [
    "push protection",
    graphql({ message: "Repository rule violations found\n\nPush cannot contain secrets\n\n" }),
    "GitHub answered Repository rule violations found. Push cannot contain secrets. GitHub's push protection takes something in this change for a secret: remove it from what is sent, or allow it at the address that GitHub gives, if it is none.",
  ],
  [
    "an archived repository",
    graphql({ type: "FORBIDDEN", message: "Repository was archived so is read-only." }),
    "GitHub answered Repository was archived so is read-only. acme/releases is archived, so nothing can be written to it: unarchive it in its settings, or use another repository.",
  ],
  ["several refusals", graphql({ message: "One." }, { message: "Two." }), "GitHub answered One; Two."],
])("%s", (_name, error, expected) => {
  expect(words(error)).toBe(expected);
});

test("an error that is not GitHub's stays as it is", () => {
  expect(explain(new TypeError("ours"))).toBe("ours");
  expect(explain("a text")).toBe("a text");
});

test.each<[Failure, string]>([
  [{ code: "not-trusted-certificate", host: "ghe.acme", reason: "x" }, "NODE_EXTRA_CA_CERTS"],
  [{ code: "no-such-host", host: "ghe.acme" }, "GITHUB_API_URL"],
  [
    { code: "bad-proxy", variable: "https_proxy" },
    "https_proxy to the proxy's address in the form http://host:port",
  ],
  [{ code: "bad-address" }, "GITHUB_API_URL"],
  [{ code: "bad-token-characters", found: "a space", tokenLabel: "x" }, "Store the secret again"],
])("%j is told what to do, and it is not to run the job again", (failure, remedy) => {
  expect(adviceOn(failure)).toContain(remedy);
  expect(adviceOn(failure)).not.toMatch(/again; that is|run the job/i);
});
