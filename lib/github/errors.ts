import { RequestError } from "@octokit/request-error";
import { GraphqlResponseError } from "@octokit/graphql";

/** What was tried, so that a refusal can say what it refused. */
export interface Attempt {
  /** In words that follow "could not": `send a repository_dispatch`. */
  readonly doing: string;
  /** `owner/name` */
  readonly repository: string;
  /** What GitHub asks for, unless its answer says better: `contents: write`. */
  readonly permission: string;
  /** Which token was used: `the token of input "token"`. */
  readonly token: string;
  /** What to do about values that GitHub refuses (422), by its answer. */
  readonly advice?: readonly { readonly answer: RegExp; readonly advice: string }[];
}

/** GitHub's refusal in words that say what to do next. `cause` is the original error. */
export class GitHubRefusal extends Error {
  override readonly name = "GitHubRefusal";

  /** Whether it may be gone the next time: an outage or a limit, and not a verdict. */
  get passes(): boolean {
    const { cause } = this;
    return cause instanceof RequestError && (cause.status >= 500 || cause.status === 429 || isLimit(cause));
  }
}

/** Turns what Octokit throws into words. Errors that are not GitHub's pass unchanged. */
export function explainRefusal(error: unknown, attempt: Attempt): unknown {
  if (error instanceof RequestError) return refusal(statusAdvice(error, attempt), attempt, error);
  if (error instanceof GraphqlResponseError) return refusal(graphqlAdvice(error, attempt), attempt, error);
  return error;
}

/** The status of an answer that Octokit throws; 500 for none. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof RequestError ? error.status : undefined;
}

/** Whether GitHub refused for want of a permission, and not for a limit. */
export function isForbidden(error: unknown): boolean {
  const cause = error instanceof GitHubRefusal ? error.cause : error;
  return cause instanceof RequestError && cause.status === 403 && !isLimit(cause);
}

/** What GitHub's REST API answered, in words; undefined for an error that is not GitHub's. */
export function answerOf(error: unknown): string | undefined {
  if (!(error instanceof RequestError)) return undefined;
  if (error.response === undefined) return `no answer from GitHub (${error.message})`;
  const complaints = complaintsOf(error.response.data);
  const message = complaints === "" ? error.message : `Validation Failed: ${complaints}`;
  return `GitHub answered ${error.status}, ${oneLine(message)}`;
}

/** What GitHub's models say of each value; Octokit's message has it as JSON. */
function complaintsOf(data: unknown): string {
  const { errors } = (data ?? {}) as { readonly errors?: unknown };
  if (!Array.isArray(errors)) return "";
  return errors
    .map((error: { readonly message?: unknown }) => error.message)
    .filter((message) => typeof message === "string")
    .map((message) => message.replace(/\.$/, ""))
    .join("; ");
}

function refusal(advice: string, { doing, repository }: Attempt, cause: Error): GitHubRefusal {
  return new GitHubRefusal(`Could not ${doing} in ${repository}: ${advice}`, { cause });
}

function statusAdvice(error: RequestError, attempt: Attempt): string {
  const answer = answerOf(error) ?? "";
  const needed = acceptedPermissions(error) ?? attempt.permission;
  switch (error.status) {
    case 401:
      return `${answer}. ${capital(attempt.token)} is wrong, expired or revoked: make a new one.`;
    case 403:
      return forbiddenAdvice(error, `${answer}.`, lacksPermission(attempt, needed, answer));
    case 404:
      return `${answer}. ${notVisible(attempt, needed)}`;
    case 422:
      return [`${answer}.`, ...invalidAdvice(answer, attempt)].join(" ");
    case 429:
      return `${answer}. Wait and run the job again: that is always safe.`;
    default:
      return `${answer}. Run the job again: that is always safe.`;
  }
}

function invalidAdvice(answer: string, { advice = [] }: Attempt): readonly string[] {
  return advice.filter((hint) => hint.answer.test(answer)).map((hint) => hint.advice);
}

function graphqlAdvice(error: GraphqlResponseError<unknown>, attempt: Attempt): string {
  const [first] = error.errors ?? [];
  const messages = (error.errors ?? []).map(({ message }) => oneLine(message));
  const answer = `GitHub answered ${messages.join("; ") || oneLine(error.message)}`;
  if (first?.type === "NOT_FOUND") return `${answer}. ${notVisible(attempt, attempt.permission)}`;
  if (first?.type === "FORBIDDEN" || first?.message.startsWith("Resource not accessible") === true) {
    return `${answer}. ${lacksPermission(attempt, attempt.permission, answer)}`;
  }
  return PROTECTED.test(answer) ? `${answer}. ${BYPASS}` : `${answer}.`;
}

/** A branch protection or a ruleset that the commit does not meet. */
const PROTECTED = /rule violations|protected branch|protected ref/i;
const BYPASS =
  "Let the token's App (GitHub Actions for the job's own token) bypass that rule in the branch's ruleset.";

function forbiddenAdvice(error: RequestError, answer: string, advice: string): string {
  if (isLimit(error)) return `${answer} Wait and run the job again: that is always safe.`;
  if (/\bSAML\b/.test(error.message))
    return `${answer} Authorize the token for the organisation's single sign-on.`;
  return `${answer} ${advice}`;
}

/** Where GitHub speaks of an integration, an input's token is mostly the job's own, which nobody can give a permission. */
function lacksPermission({ token }: Attempt, needed: string, answer: string): string {
  const lack = `${capital(token)} lacks a permission there: it needs ${needed}.`;
  const mayBeJobs = /by integration/.test(answer) && !token.includes(" App ");
  return mayBeJobs ? `${lack} ${JOBS_TOKEN}` : lack;
}

const JOBS_TOKEN =
  "If it is the job's GITHUB_TOKEN: it gets that from the job's permissions, and for its own repository only.";

/** GitHub hides what a token may not see, so that one message must serve two causes. */
function notVisible({ repository, token }: Attempt, permission: string): string {
  return `Either ${repository} does not exist, or ${token} may not see it: it needs ${permission} there.`;
}

/**
 * `contents=write,metadata=read; issues=write` in the words of GitHub's settings pages: sets of permissions that must
 * all be there, with `;` between sets of which one is enough.
 * @see https://github.blog/changelog/2023-08-10-enhanced-permission-header
 */
function acceptedPermissions(error: RequestError): string | undefined {
  const header = error.response?.headers["x-accepted-github-permissions"];
  if (typeof header !== "string" || header === "") return undefined;
  return header.replaceAll("=", ": ").replaceAll(/,\s*/g, " and ").replaceAll(/;\s*/g, ", or ");
}

function isLimit(error: RequestError): boolean {
  return /rate limit/i.test(error.message) || error.response?.headers["retry-after"] !== undefined;
}

/** Without the documentation's address, which Octokit adds; each of its lines a sentence. */
function oneLine(message: string): string {
  const [text = ""] = message.split(" - https://docs.");
  const sentences = text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").replace(/[.\s]+$/, ""));
  return sentences.filter((sentence) => sentence !== "").join(". ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
