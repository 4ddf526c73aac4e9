import { expect, test } from "@jest/globals";
import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import type { Client } from "../github/client.ts";
import { GitHubFailure, type Failure } from "../github/failure/failure.ts";
import { explained, type GitHubRepository } from "../github/github-repository.ts";
import { Unverifiable } from "../github/oidc/unverifiable.ts";
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

const SETTINGS = "https://github.com/organizations/acme/settings/installations/7";
const LACK = { needed: "deployments: write", tokenLabel: "the token of App bot" };

/** Each failure has one remedy, and none of another kind beside it. */
// prettier-ignore
const REMEDIES: readonly (readonly [Failure, string])[] = [
  [{ code: "transient" }, "Run the job again; that is always safe."],
  [{ code: "moved" }, "Run the job again; that is always safe."],
  [{ code: "rate-limit", limit: "hourly", until: 0 }, AGAIN],
  [{ code: "early-token", tokenLabel: "the token of App bot" }, "The token of App bot is wrong, expired or revoked: create a new one."],
  [{ code: "single-sign-on" }, "Authorize the token for the organization's single sign-on."],
  [{ code: "not-found", repository: "acme/x", ...LACK }, "Either acme/x does not exist, or the token of App bot cannot see it: the token needs deployments: write there."],
  [{ code: "conflict", ref: "topic", contexts: [] }, "Merge the default branch into topic by hand, or set auto-merge to false."],
  [{ code: "conflict", ref: "topic", contexts: [{ context: "CI", state: "pending" }, { context: "Lint", state: "failure" }] }, "CI is pending, Lint is failure: wait for success, or remove them from required-contexts."],
  [{ code: "no-such-ref", repository: "acme/x", ref: "topic", sha: undefined }, "Set ref to a branch, a tag or a full commit id that exists in acme/x."],
  [{ code: "no-such-ref", repository: "acme/x", ref: "1a2b", sha: "1a2b" }, "1a2b is no longer in acme/x, because its history was rewritten. The release itself is not affected."],
  [{ code: "no-such-deployment", id: 7, repository: "acme/x", ...LACK }, "Either acme/x has no deployment 7 (an id is valid only in the repository where the deployment was created), or the token of App bot cannot see it: the token needs deployments: write there."],
  [{ code: "no-such-commit" }, "Set sha to a commit that was pushed to this repository."],
  [{ code: "too-many-statuses" }, "GitHub accepts 1,000 statuses per commit and context: use another context, or report less often."],
  [{ code: "deadline-passed" }, "Run the job again, which is always safe, or allow it more time."],
  [{ code: "history-too-long" }, "Send the dispatch again instead of re-running an old job."],
  [{ code: "app-not-installed", owner: "acme", installAt: undefined }, "Ask an owner of acme to install it, or to add the repository to its installation."],
  [{ code: "app-not-installed", owner: "acme", installAt: "https://github.com/apps/bot" }, "Ask an owner of acme to install it at https://github.com/apps/bot, or to add the repository to its installation."],
  [{ code: "app-suspended", account: "acme", settings: SETTINGS }, `Ask an owner of acme to end the suspension at ${SETTINGS}`],
  [{ code: "app-lacks-permission", account: "acme", settings: SETTINGS, needed: "x", given: {} }, `Ask the App's owner to add the permission under "Permissions & events" in the App's settings, then an owner of acme to accept it at ${SETTINGS}`],
  [{ code: "app-not-on-repository", settings: SETTINGS }, `Add the repository at ${SETTINGS}, or remove installation-id.`],
  [{ code: "no-such-installation", id: 7 }, "Remove installation-id: the installation is then found by the repository."],
  [{ code: "wrong-app-key" }, "The private key does not belong to this App: the App's settings page shows the right id and generates new keys."],
  [{ code: "no-such-app" }, "No App has this id: the App's settings page shows the right one."],
  [{ code: "wrong-clock" }, "Set this machine's clock."],
];

test.each(REMEDIES)("%j is told what to do", (failure, remedy) => {
  expect(adviceOn(failure)).toBe(remedy);
});

test.each<Failure["code"]>(["refused", "no-such-branch", "no-such-file", "no-text"])(
  "of %s, GitHub's or our own words say all there is to do",
  (code) => {
    const failure = { code } as Extract<Failure, { code: typeof code }>;
    expect(adviceOn(failure)).toBeUndefined();
    expect(explain(new GitHubFailure("It was so.", failure))).toBe("It was so.");
  },
);

test("whose issuer gave no usable answer is told to look at it, and who has a remedy hears that", () => {
  const [issuer, message] = ["https://ghe.acme/_services/token", "It gave no usable answer."];
  const explained = (failure: Failure) =>
    explain(new Unverifiable(issuer, new GitHubFailure(message, failure)));
  for (const code of ["transient", "refused"] as const) {
    expect(explained({ code })).toMatch(
      new RegExp(`that is always safe. If it fails again, check that ${issuer} is the right issuer`),
    );
  }
  expect(explained({ code: "wrong-clock" })).toMatch(/Set this machine's clock\.$/);
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
