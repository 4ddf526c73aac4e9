import { createHash } from "node:crypto";
import * as core from "@actions/core";
import { call, type DeployServer } from "../../../lib/runner/deploy-server/call.ts";
import { stepSession } from "../../../lib/runner/session.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import { REQUEST, type AskedDeploy } from "./answer.ts";
import { onCancel } from "./cancelled.ts";
import { readInputs, type Inputs } from "./inputs.ts";
import { clearOutputs, pageOf, problemIn, summarize, targetOf, tell, tellWaiting } from "./report.ts";
import { tokenSource } from "./token.ts";
import { watch } from "./watch.ts";

/** A server that is there answers by then; the rest of the time is for the deploy. */
const ASKING_MS = 2 * 60_000;

/** The action: asks for the deploy, and waits for what becomes of it. */
export async function deploy(): Promise<void> {
  clearOutputs();
  const inputs = readInputs();
  const session = stepSession(Date.now() + inputs.wait);
  const server = { session, address: inputs.server, tokens: tokenSource(session, inputs.server) };
  let latest: AskedDeploy | undefined;
  onCancel(() => reportCancelled(inputs, latest));
  const asked = await ask(server, inputs);
  const outcome = await watch(server, asked, {
    says: (request) => {
      latest = request;
      tell(inputs, request);
    },
    waitsForSomebody: (request) => tellWaiting(inputs, request),
  });
  const problem = problemIn(inputs, outcome);
  await summarize(inputs, outcome);
  if (problem !== undefined) {
    throw Object.assign(new Error(problem), { annotations: [{ message: problem, properties: {} }] });
  }
}

function ask(server: DeployServer, inputs: Inputs): Promise<AskedDeploy> {
  const { config, channel, wish, why } = inputs;
  return call(server, {
    ...REQUEST,
    path: "/v1/requests",
    body: { config, channel, ...wish, ...(why !== undefined && { why }) },
    key: keyOf(inputs),
    until: Math.min(server.session.deadline, Date.now() + ASKING_MS),
  });
}

/** One attempt of a run asks for the same thing once, however often it is sent; a re-run asks anew. */
function keyOf({ config, channel, wish }: Inputs): string {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = process.env;
  const parts = [GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, config, channel, wish];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** @param latest what is known of the request; undefined before the server has answered */
async function reportCancelled(inputs: Inputs, latest: AskedDeploy | undefined): Promise<void> {
  const message =
    latest === undefined
      ? `${targetOf(inputs)}: the job was cancelled before the deploy server answered. It may have taken the request: look at ${inputs.server}/requests.`
      : `${targetOf(inputs)}: the job was cancelled, and the deploy goes on. Cancel or stop it at ${pageOf(inputs, latest)}.`;
  core.error(message);
  await writeSummary({ heading: "Cancelled", paragraphs: [message] });
}
