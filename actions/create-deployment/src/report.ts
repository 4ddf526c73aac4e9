import * as core from "@actions/core";
import type { Deployment, DeploymentState } from "../../../lib/github/deployments/deployment.ts";
import { fullName, type RepositoryName } from "../../../lib/github/repository.ts";
import { forkNotice } from "../../../lib/runner/fork.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { RequestedDeployment } from "./inputs.ts";

/** Sets every output, so that later steps can rely on them on each path. */
export function clearOutputs(): void {
  core.setOutput("deployment-id", "");
  core.setOutput("result", "");
  core.setOutput("state", "");
  core.setOutput("inactivated", "");
}

/** At once, before anything else can go wrong. */
export function setDeploymentOutput(result: "created" | "continued", id: number): void {
  core.setOutput("deployment-id", id);
  core.setOutput("result", result);
}

/** Tells what was created, and what was not checked. */
export function reportCreated({ id, sha }: Deployment, requested: RequestedDeployment): void {
  const { environment, ref, requiredContexts } = requested;
  const what = ref === sha ? sha : `${ref}, which is ${sha},`;
  stepLog.info(`Created deployment ${id} of ${what} to ${environment}.`);
  if (requiredContexts === undefined) stepLog.info("Every commit status of it was success.");
  else if (requiredContexts.length === 0) {
    stepLog.info("No commit status of it was checked: required-contexts names none.");
  } else stepLog.info(`These commit statuses of it were success: ${requiredContexts.join(", ")}.`);
}

/** Tells that GitHub merged instead of making a deployment. */
export async function reportMerged(message: string, { ref }: RequestedDeployment): Promise<void> {
  core.setOutput("result", "merged");
  const advice = `No deployment was made: GitHub merged the default branch into ${ref} first (auto-merge), and said: ${message} Deploy the merge: run this again, or let the push that it was start a run.`;
  core.warning(advice, { title: "Merged, and not deployed" });
  await writeSummary({ heading: "No deployment", paragraphs: [advice] });
}

/** Tells that a fork's pull request may not deploy. */
export async function reportSkipped(repository: RepositoryName, fork: string): Promise<void> {
  core.setOutput("result", "skipped");
  const advice = forkNotice(`No deployment is made in ${fullName(repository)}`, fork);
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
  /** Whether this is all, or the end of the job is to say more. */
  readonly isFinal: boolean;
}

/** Tells the state that a deployment was given. */
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

/** Tells how many deployments were ended. */
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
