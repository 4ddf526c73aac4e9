import type { Client } from "../client.ts";
import { explainRefusal } from "../errors.ts";
import { persist, type Patience } from "../persist.ts";
import type { DeploymentAccess } from "./deployment.ts";
import { listDeployments } from "./list-deployments.ts";
import { makeDeployments } from "./make-deployments.ts";
import { attemptOf } from "./refusal.ts";
import { sendStates, type NextState } from "./send-states.ts";
import { decide, type Settlement, type Verdict } from "./verdict.ts";

/** As many as one mutation takes. */
const AT_ONCE = 100;

/**
 * Finds deployments by what created them, and tells each how it went, unless it has heard: two requests for a
 * repository, one more for each further hundred. Where some have to be made, one for each, and two for all of them.
 * @returns what became of each, in the order of the verdicts
 * @throws GitHubRefusal
 */
export async function settleDeployments(
  client: Client,
  access: DeploymentAccess,
  verdicts: readonly Verdict[],
  patience: Patience,
): Promise<readonly Settlement[]> {
  try {
    const environments = [...new Set(verdicts.map(({ environment }) => environment))];
    const listed = await persist(() => listDeployments(client, access, environments), patience);
    const { states, outcomes } = decide(verdicts, listed);
    await sendAll(client, states, patience);
    const missing = verdicts.filter(({ isToBeMade }, index) => isToBeMade && outcomes[index] === "missing");
    const made = await settleMissing(client, access, missing, patience);
    return verdicts.map((verdict, index) => {
      return made.get(verdict) ?? { outcome: outcomes[index] ?? "missing", reason: "" };
    });
  } catch (error) {
    throw explainRefusal(error, attemptOf(access, "finish the deployments"));
  }
}

async function settleMissing(
  client: Client,
  access: DeploymentAccess,
  missing: readonly Verdict[],
  patience: Patience,
): Promise<ReadonlyMap<Verdict, Settlement>> {
  const { listed, refused, twins } = await makeDeployments(client, access, missing, patience);
  const { states, outcomes } = decide(missing, listed);
  await sendAll(client, [...twins.map(twinState), ...states], patience);
  return new Map(
    missing.map((verdict, index): [Verdict, Settlement] => {
      const reason = refused.get(verdict);
      if (reason !== undefined) return [verdict, { outcome: "failed", reason }];
      return [verdict, { outcome: outcomes[index] ?? "missing", reason: "" }];
    }),
  );
}

function twinState(id: string): NextState {
  const description = "Made twice: the earlier one counts";
  return { id, state: "inactive", description, logUrl: undefined, autoInactive: false };
}

async function sendAll(client: Client, states: readonly NextState[], patience: Patience): Promise<void> {
  for (let start = 0; start < states.length; start += AT_ONCE) {
    await persist(() => sendStates(client, states.slice(start, start + AT_ONCE)), patience);
  }
}
