import type { JWTPayload } from "jose";
import { sameRepository } from "../repository.ts";
import { ProvenanceRefusal } from "./refusal.ts";

/** The run that a token must belong to. */
export interface ExpectedRun {
  /** `owner/name` */
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  readonly runId: number;
  readonly runAttempt: number;
}

/** The run that a token proves, with its circumstances. */
export interface VerifiedRun extends ExpectedRun {
  /** Unlike a name, an id never passes to another repository. */
  readonly repositoryId: number;
  /** The event that started it: `push`. */
  readonly event: string;
  /**
   * The workflow file that asks for the token: `acme/my-app/.github/workflows/ci.yml@refs/heads/main`; undefined if the token
   * lacks it.
   */
  readonly workflow: string | undefined;
  /**
   * The workflow file that the run began with, at the run's own ref: another one where it calls `workflow`. Whoever may
   * push a branch decides what it says there. Undefined if the token lacks it.
   */
  readonly caller: string | undefined;
  /** The deployment environment. */
  readonly environment: string | undefined;
  readonly isRefProtected: boolean;
  /** `github-hosted` or `self-hosted`. */
  readonly runner: string | undefined;
  /** The login of whoever started the run at first: a re-run keeps it. Undefined if the token lacks it. */
  readonly startedBy: string | undefined;
}

/** Well-kept clocks differ by less. */
const CLOCK_TOLERANCE_S = 60;

/**
 * Checks a token's claims against the run that it must belong to. jose has checked the signature, the issuer, the
 * audience and the expiry.
 * @param now epoch seconds
 * @throws ProvenanceRefusal
 */
export function checkRun(claims: JWTPayload, expected: ExpectedRun, now: number): VerifiedRun {
  checkTime(claims, "nbf", now);
  checkTime(claims, "iat", now);
  const event = eventOf(claims);
  const repository = textOf(claims, "repository");
  if (repository === undefined || !sameRepository(repository, expected.repository)) {
    throw mismatch("repository", claims["repository"], expected.repository);
  }
  const repositoryId = numberOf(claims, "repository_id");
  for (const name of ["sha", "ref"] as const) {
    if (claims[name] !== expected[name]) throw mismatch(name, claims[name], expected[name]);
  }
  const runId = numberOf(claims, "run_id");
  if (runId !== expected.runId) throw mismatch("run_id", claims["run_id"], String(expected.runId));
  const runAttempt = numberOf(claims, "run_attempt");
  if (runAttempt !== expected.runAttempt) {
    throw mismatch("run_attempt", claims["run_attempt"], String(expected.runAttempt));
  }
  return {
    repository,
    repositoryId,
    sha: expected.sha,
    ref: expected.ref,
    runId,
    runAttempt,
    event,
    workflow: textOf(claims, "job_workflow_ref"),
    caller: textOf(claims, "workflow_ref"),
    environment: textOf(claims, "environment"),
    isRefProtected: claims["ref_protected"] === "true",
    runner: textOf(claims, "runner_environment"),
    startedBy: textOf(claims, "actor"),
  };
}

function checkTime(claims: JWTPayload, name: "nbf" | "iat", now: number): void {
  const time = claims[name];
  if (typeof time === "number" && time <= now + CLOCK_TOLERANCE_S) return;
  const value = typeof time === "number" ? timeText(time) : time;
  throw new ProvenanceRefusal(`claim ${name}`, value, `a time no later than ${timeText(now)} is expected`);
}

/**
 * pull_request_target runs a fork's code with the base repository's identity, so its token proves nothing about the
 * base's code.
 */
function eventOf({ event_name: event }: JWTPayload): string {
  if (typeof event === "string" && event !== "pull_request_target") return event;
  throw new ProvenanceRefusal(
    "claim event_name",
    event,
    "an event that cannot run a fork's code as the repository's own is expected",
  );
}

function textOf(claims: JWTPayload, name: string): string | undefined {
  const value = claims[name];
  return typeof value === "string" ? value : undefined;
}

/** In claims, GitHub writes numbers as strings. */
function numberOf(claims: JWTPayload, name: string): number {
  const value = claims[name];
  if (typeof value === "string" && /^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new ProvenanceRefusal(`claim ${name}`, value, "a positive whole number is expected");
}

function mismatch(name: string, value: unknown, expected: string): ProvenanceRefusal {
  return new ProvenanceRefusal(`claim ${name}`, value, `${JSON.stringify(expected)} is expected`);
}

/** Formats epoch seconds for people. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
}
