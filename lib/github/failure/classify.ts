import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { fullName, type RepositoryName } from "../repository.ts";
import { acceptedPermissions } from "./answer.ts";
import { GitHubFailure, LostAnswer, passes, type Failure } from "./failure.ts";
import { rateLimitOf } from "./rate-limit.ts";
import { unreachableBy } from "./unreachable.ts";

/** What the classification of an error depends on. */
export interface Circumstances {
  /** `the token of App octo-bot` */
  readonly tokenLabel: string;
  /** The repository of the request. */
  readonly name: RepositoryName;
  /** The permission the request needs, unless GitHub's answer names another: `contents: write`. */
  readonly permission: string;
  /** Set while GitHub may not recognize the token everywhere. */
  readonly freshness?: Freshness | undefined;
}

/** A new token. GitHub recognizes it everywhere within seconds (reported). */
export interface Freshness {
  /** Epoch milliseconds. */
  readonly until: number;
  /** Whether the token is known to have the permissions, so that a 403 must have another reason. */
  readonly isPermitted: boolean;
}

/**
 * Classifies a failed request; nothing else does.
 * @param error what Octokit or fetch threw, or a failure that is already classified
 * @returns undefined for an error that comes neither from GitHub nor from the way to it
 */
export function classify(error: unknown, circumstances: Circumstances): Failure | undefined {
  if (error instanceof GitHubFailure) return error.failure;
  if (error instanceof LostAnswer) return { code: "transient" };
  const limit = rateLimitOf(error, Date.now());
  if (limit !== undefined) return limit;
  if (error instanceof GraphqlResponseError) return classifyGraphql(error, circumstances);
  return error instanceof RequestError ? classifyRest(error, circumstances) : undefined;
}

/** Statuses that may pass without a limit being named; Octokit reports a lost connection as 500. */
export const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);

function classifyRest(error: RequestError, circumstances: Circumstances): Failure {
  const { status, response, request } = error;
  const { tokenLabel, name } = circumstances;
  if (response === undefined) return unreachableBy(error, request.url) ?? { code: "transient" };
  if (isEarly(error, circumstances)) return { code: "early-token", tokenLabel };
  if (PASSING_STATUSES.has(status)) return { code: "transient" };
  const needed = acceptedPermissions(error) ?? circumstances.permission;
  switch (status) {
    case 401:
      return { code: "bad-credentials", tokenLabel };
    case 403:
      if (/\bSAML\b/.test(error.message)) return { code: "single-sign-on" };
      if (ARCHIVED.test(error.message)) return { code: "archived", repository: fullName(name) };
      return {
        code: "missing-permission",
        needed,
        tokenLabel,
        isIntegration: isOfIntegration(error.message),
      };
    case 404:
      return { code: "not-found", repository: fullName(name), needed, tokenLabel };
    default:
      return { code: "refused" };
  }
}

function isEarly({ status, message }: RequestError, { freshness }: Circumstances): boolean {
  if (freshness === undefined || Date.now() > freshness.until) return false;
  return status === 401 || (status === 403 && freshness.isPermitted && isResourceDenied(message));
}

/** createCommitOnBranch's two messages for a stale head, and GitHub's message for a failure of its own. */
const MOVED = /Expected branch to point to|is at [0-9a-f]{40} but expected/;
const STUMBLED = /Something went wrong|timed? ?out|try again later|internal error/i;
/** https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories */
const ARCHIVED = /was archived so is read-only/i;
/** https://docs.github.com/en/code-security/secret-scanning/working-with-secret-scanning-and-push-protection */
const SECRET_FOUND = /push cannot contain secrets|push protection|secret scanning/i;
const PROTECTED = /rule violations|protected branch|protected ref/i;

interface GraphqlError {
  readonly type: string;
  readonly message: string;
}

/** Of several errors, a permanent one decides: repeating the request would not help. */
function classifyGraphql(error: GraphqlResponseError<unknown>, circumstances: Circumstances): Failure {
  const errors: readonly GraphqlError[] = error.errors ?? [];
  const failures = errors.map((one) => classifyOne(one, circumstances));
  return (
    failures.find((failure) => !passes(failure)) ??
    failures.find(({ code }) => code === "moved") ??
    failures[0] ?? { code: "refused" }
  );
}

function classifyOne(
  { type, message }: GraphqlError,
  { permission, tokenLabel, name }: Circumstances,
): Failure {
  if (type === "STALE_DATA" || MOVED.test(message)) return { code: "moved" };
  if (type === "INTERNAL" || STUMBLED.test(message)) return { code: "transient" };
  if (type === "NOT_FOUND") {
    return { code: "not-found", repository: fullName(name), needed: permission, tokenLabel };
  }
  if (ARCHIVED.test(message)) return { code: "archived", repository: fullName(name) };
  if (type === "FORBIDDEN" || isResourceDenied(message)) {
    const isIntegration = isOfIntegration(message);
    return { code: "missing-permission", needed: permission, tokenLabel, isIntegration };
  }
  // GitHub lists it among a ruleset's violations.
  if (SECRET_FOUND.test(message)) return { code: "secret-found" };
  return { code: PROTECTED.test(message) ? "protected-branch" : "refused" };
}

function isResourceDenied(message: string): boolean {
  return message.startsWith("Resource not accessible");
}

function isOfIntegration(message: string): boolean {
  return message.includes("by integration");
}
