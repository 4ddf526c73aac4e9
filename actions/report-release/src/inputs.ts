import { readVerificationInputs } from "../../../lib/release-run/provenance-inputs.ts";
import { OUTCOMES } from "../../../lib/releases/rules/outcome.ts";
import { contextProblem } from "../../../lib/releases/rules/release-reports.ts";
import type { ReportedResult } from "../../../lib/releases/rules/result-report.ts";
import { readCredentials } from "../../../lib/runner/credentials.ts";
import { decoration } from "../../../lib/runner/decoration.ts";
import { record } from "../../../lib/runner/event-payload.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import { readJobOutcome, type JobOutcome } from "../../../lib/runner/job-status.ts";
import type { Decided } from "./target.ts";

/**
 * Reads who reports, and what; undefined without credentials.
 * @param serverUrl GitHub's own address, which names its OIDC issuer
 * @throws InputError
 */
export function readReporter(serverUrl: string): Decided | undefined {
  const credentials = readCredentials();
  return (
    credentials && {
      credentials,
      context: readContext(),
      deployments: inputs.flag("deployments"),
      verification: readVerificationInputs(serverUrl),
    }
  );
}

/** The outcome, read in the post step: GitHub evaluates the inputs again for it. */
export interface UpdateOutcome {
  /** Empty if the update did not finish. */
  readonly results: readonly ReportedResult[];
  readonly commitUrl: string | undefined;
  /** A login; undefined if the update does not say. */
  readonly releasedBy: string | undefined;
  readonly job: JobOutcome;
}

/** Invalid inputs are left out with a warning, so that the job's outcome is reported in any case. */
export function readUpdateOutcome(): UpdateOutcome {
  return {
    results: decoration(readResults, []) ?? [],
    commitUrl: decoration(() => inputs.url("commit-url")),
    releasedBy: decoration(() => inputs.line("released-by")),
    job: readJobOutcome(),
  };
}

function readContext(): string {
  const text = inputs.required("context", "a context, such as release/{channel}");
  const problem = contextProblem(text);
  if (problem !== undefined) throw new InputError("context", text, problem);
  return text;
}

/** The output `results` of update-database, without the result of a payload that lists no releases. */
function readResults(): readonly ReportedResult[] | undefined {
  const list = readJson("results", inputs.optional("results"));
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw notAnOutput("results");
  return list.filter((result) => record(result)?.["channel"] !== undefined).map(toResult);
}

function toResult(value: unknown): ReportedResult {
  const { container, channel, outcome: word, reason, after } = record(value) ?? {};
  const outcome = OUTCOMES.find((one) => one === word);
  if (typeof container !== "string" || typeof channel !== "string" || outcome === undefined) {
    throw notAnOutput("results");
  }
  return { container, channel, outcome, reason: textOf(reason), after: textOf(after) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readJson(name: string, text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw notAnOutput(name);
  }
}

function notAnOutput(name: string): InputError {
  return new InputError(name, inputs.optional(name) ?? "", `use the output ${name} of update-database.`);
}
