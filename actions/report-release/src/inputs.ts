import { readCredentials, type CredentialInputs } from "../../../lib/runner/credentials.ts";
import { inputs, InputError } from "../../../lib/runner/inputs.ts";
import { JOB_STATUSES, type JobStatus } from "../../../lib/runner/job-status.ts";
import { readVerificationInputs } from "../../../lib/release-run/provenance-inputs.ts";
import type { ProvenanceOptions } from "../../../lib/release-write/provenance.ts";
import type { ReportedResult } from "../../../lib/releases/rules/result-report.ts";
import type { Source } from "../../../lib/releases/generated/schema.generated.ts";

/** Who reports; undefined when nobody is given. @throws InputError */
export function readReporter(): CredentialInputs | undefined {
  return readCredentials();
}

/** How the token is verified before anything is said. @throws InputError */
export function readVerification(serverUrl: string): ProvenanceOptions {
  return { provenance: "optional", ...readVerificationInputs(serverUrl) };
}

/** How it went: to be read in the post step, where GitHub has evaluated the inputs again. */
export interface Outcome {
  /** Empty when the update came to nothing. */
  readonly results: readonly ReportedResult[];
  /** The commit to report on, as update-database confirms it. */
  readonly source: Pick<Source, "repository" | "sha"> | undefined;
  readonly commitUrl: string | undefined;
  readonly deployments: boolean;
  /** The template of the statuses' contexts. */
  readonly context: string;
  readonly jobStatus: JobStatus;
}

/** @throws InputError */
export function readOutcome(): Outcome {
  const results = (readJson("results", inputs.optional("results")) ??
    []) as readonly Partial<ReportedResult>[];
  return {
    // A dispatch too broken to name its releases has a result without a channel.
    results: results.filter((result): result is ReportedResult => result.channel !== undefined),
    source: readJson("source", inputs.optional("source")) as Outcome["source"],
    commitUrl: inputs.optional("commit-url"),
    deployments: inputs.flag("deployments"),
    context: readContext(),
    jobStatus: inputs.choice("job-status", JOB_STATUSES),
  };
}

/**
 * The template of the statuses' contexts.
 * @throws InputError
 */
export function readContext(): string {
  const text = inputs.required("context", "such as release/{channel}");
  const [strange] = text.replaceAll(/\{(channel|container)\}/g, "").match(/\{[^}]*\}?/) ?? [];
  if (!text.includes("{channel}") || strange !== undefined) {
    throw new InputError(
      "context",
      text,
      "{channel} must be in it, {container} may be, and nothing else in braces.",
    );
  }
  return text;
}

function readJson(name: string, text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw new InputError(name, text, `the output ${name} of update-database is allowed.`);
  }
}
