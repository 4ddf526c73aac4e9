import * as core from "@actions/core";
import type { Deployment, DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { forkNotice } from "../../../lib/runner/fork.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { RequestedDeployment } from "./inputs.ts";

/** Sets every output, so that they exist on every path. */
export function clearOutputs(): void {
  core.setOutput("deployment-id", "");
  core.setOutput("result", "");
  core.setOutput("state", "");
  core.setOutput("inactivated", "");
}

/** Called immediately, before anything else can fail. */
export function setDeploymentOutput(result: "created" | "continued", id: number): void {
  core.setOutput("deployment-id", id);
  core.setOutput("result", result);
}

/** Logs what was created, and which statuses were checked. */
export function reportCreated({ id, sha }: Deployment, requested: RequestedDeployment): void {
  const { environment, ref, requiredContexts } = requested;
  const what = ref === sha ? sha : `${ref} (${sha})`;
  stepLog.info(`Created deployment ${id} of ${what} to ${environment}.`);
  if (requiredContexts === undefined) stepLog.info("All of its commit statuses were success.");
  else if (requiredContexts.length === 0) {
    stepLog.info("None of its commit statuses was checked: required-contexts names none.");
  } else stepLog.info(`These of its commit statuses were success: ${requiredContexts.join(", ")}.`);
}

/** Reports that GitHub merged instead of creating a deployment. */
export async function reportMerged(message: string, { ref }: RequestedDeployment): Promise<void> {
  core.setOutput("result", "merged");
  const advice = `No deployment was created, because GitHub first merged the default branch into ${ref} (auto-merge): ${message} To deploy the merge, run the job again, or let its push start a run.`;
  core.warning(advice, { title: "Merged, not deployed" });
  await writeSummary({ heading: "No deployment", paragraphs: [advice] });
}

/** Reports that a fork's pull request cannot deploy. */
export async function reportSkipped(repository: RepositoryName, fork: string): Promise<void> {
  core.setOutput("result", "skipped");
  const advice = forkNotice(`No deployment is created in ${fullName(repository)}`, fork);
  core.notice(advice, { title: "No deployment" });
  await writeSummary({ heading: "No deployment", paragraphs: [advice] });
}

interface ReportedState {
  readonly repository: RepositoryName;
  readonly id: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly logUrl: string | undefined;
  readonly environmentUrl: string | undefined;
  /** Whether no other state follows when the job ends. */
  readonly isFinal: boolean;
}

/** Reports a deployment's new state. */
export async function reportState(reported: ReportedState): Promise<void> {
  const { repository, id, state, description, logUrl, environmentUrl, isFinal } = reported;
  core.setOutput("state", state);
  const then = isFinal ? "" : ", until the job ends";
  stepLog.info(`Deployment ${id} in ${fullName(repository)}: ${state}${then}.`);
  const rows = [
    ["Repository", fullName(repository)],
    ["State", `${state}${then}`],
    ["Description", description],
    ["Log", logUrl ?? ""],
    ["Environment", environmentUrl ?? ""],
  ].filter(([, value]) => value !== "");
  await writeSummary({
    heading: `Deployment ${id}`,
    paragraphs: [],
    table: { head: ["What", "Value"], rows },
  });
}

/** Reports how many deployments were made inactive. */
export async function reportInactivated(environment: string, count: number): Promise<void> {
  core.setOutput("result", "inactivated");
  core.setOutput("inactivated", count);
  core.setOutput("state", count === 0 ? "" : "inactive");
  const text =
    count === 0
      ? `No deployment of ${environment} was active.`
      : `Made ${count} ${count === 1 ? "deployment" : "deployments"} of ${environment} inactive.`;
  stepLog.info(text);
  await writeSummary({ heading: `${environment} is inactive`, paragraphs: [text] });
}
