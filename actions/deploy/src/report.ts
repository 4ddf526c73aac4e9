import * as core from "@actions/core";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { AskedDeploy } from "./answer.ts";
import type { Inputs } from "./inputs.ts";
import { standing, type Outcome } from "./watch.ts";

/** All outputs, which a step that fails leaves empty. */
const OUTPUTS = ["request-id", "url", "state", "commit"] as const;

export function clearOutputs(): void {
  for (const name of OUTPUTS) core.setOutput(name, "");
}

/** The page of a request. */
export function pageOf({ server }: Inputs, { id }: AskedDeploy): string {
  return `${server}/requests/${id}`;
}

/** Tells of a request as it gets on: what later steps read, and a line in the log. */
export function tell(inputs: Inputs, request: AskedDeploy): void {
  core.setOutput("request-id", request.id);
  core.setOutput("url", pageOf(inputs, request));
  core.setOutput("state", request.state);
  core.setOutput("commit", request.commit ?? "");
  stepLog.info(oneLine(`${targetOf(inputs)}: ${standing(request)}`));
}

/** Nobody looks into the log of a job that seems to hang. */
export function tellWaiting(inputs: Inputs, request: AskedDeploy): void {
  const what = request.state === "awaiting approval" ? "approve" : "confirm";
  core.notice(`Somebody has to ${what} it: ${pageOf(inputs, request)}`, {
    title: `${targetOf(inputs)} waits`,
  });
}

/** @returns what went wrong, and what to do; undefined where it runs now */
export function problemIn(inputs: Inputs, { request, isOver }: Outcome): string | undefined {
  if (request.state === "succeeded") return undefined;
  const says = oneLine(`${targetOf(inputs)}: ${standing(request)}`);
  const page = pageOf(inputs, request);
  return isOver
    ? `${says}. ${nextStep(request.state)} ${page} shows each step.`
    : `${says}, when the time of the input wait was over. The deploy goes on: follow it at ${page}, or allow more time with wait.`;
}

function nextStep(state: string): string {
  switch (state) {
    case "expired":
      return "Nobody confirmed it in time: run the job again, and have somebody look at it.";
    case "superseded":
      return "Something newer is deployed instead, so nothing has to be done.";
    case "held":
    case "blocked":
    case "busy":
      return "Run the job again when that has ended.";
    case "timed out":
      return "It may still get there: look at the cluster before anything is asked for again.";
    case "ledger ahead":
      return "The release repository has it, and the target's own file does not: retry or roll back there.";
    case "rejected":
    case "forbidden":
      return "Nothing was changed.";
    default:
      return "Roll back there, or mend it and run the job again.";
  }
}

/** A row of what was asked for and what came of it. */
export async function summarize(inputs: Inputs, { request, isOver }: Outcome): Promise<void> {
  const { from = "", to = "", commit = "" } = request;
  const isLive = request.state === "succeeded";
  const heading = isOver ? (isLive ? "Deployed" : "Not deployed") : "Asked for, and not over yet";
  await writeSummary({
    heading,
    paragraphs: [{ text: "The request, with each step and its time", href: pageOf(inputs, request) }],
    table: {
      head: ["Config", "Channel", "Before", "After", "Outcome", "Commit"],
      rows: [[inputs.config, inputs.channel, from, to, standing(request), commit.slice(0, 7)]],
    },
  });
}

export function targetOf({ config, channel }: Inputs): string {
  return `${config} → ${channel}`;
}

/** Texts from the server are a part of a line, and never begin one. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
