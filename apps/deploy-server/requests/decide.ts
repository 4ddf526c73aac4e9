import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { refusal } from "../../../lib/deploys/permission.ts";
import type { DeployRequest, GitHubAccount, Requester } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { judgePerson } from "../people/judge.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { retryOf, rollbackOf, type AgainWish } from "./again.ts";
import { askFor } from "./ask-for.ts";
import { press } from "./press.ts";
import { stopOperation } from "./stop.ts";
import { terminateOther, TERMINATING } from "./terminate.ts";

/** Somebody's decision about a request, without a chat. */
export interface Deciding {
  readonly request: DeployRequest;
  /** As `Decision` has them; what is none of them is refused. */
  readonly decision: string;
  /** Of the preview that they saw. */
  readonly previewHash: string;
  readonly by: Requester & { readonly account: GitHubAccount };
}

/** What came of it: the request to look at, or why nothing has changed. */
export type Decided =
  | { readonly kind: "done"; readonly request: string; readonly says?: string }
  | { readonly kind: "refused"; readonly because: string };

/** Does what somebody decides; whoever decides must be allowed to ask for the deploy themselves, as in chat. */
export async function decide(world: World, deciding: Deciding): Promise<Decided> {
  const { request, by } = deciding;
  const state = await readReleaseState(world.github, world.settings.releases);
  const { verdicts } = await judgePerson(world, state, {
    target: request.target,
    account: by.account,
    job: undefined,
    approvers: request.approvals.map((one) => one.by),
  });
  const refused = refusal(verdicts);
  if (refused !== undefined) return { kind: "refused", because: refused.says };
  return act(world, state, deciding);
}

async function act(world: World, state: ReleaseState, deciding: Deciding): Promise<Decided> {
  const { request, by } = deciding;
  const { account } = by;
  switch (deciding.decision) {
    case "terminate": {
      const fault = await terminateOther(world, state, { request, by: account });
      return fault === undefined
        ? { kind: "done", request: request.id, says: TERMINATING }
        : { kind: "refused", because: fault };
    }
    case "retry":
      if (request.state === "ledger ahead") return move(world, deciding, { type: "retried", by: account });
      return again(world, state, { wish: await retryOf(world, state, request), by });
    case "rollback":
      return again(world, state, { wish: await rollbackOf(world, state, request), by });
    case "stop": {
      const fault = await stopOperation(world, state, { request, by: account });
      return fault === undefined
        ? move(world, deciding, { type: "cancelled", by: account })
        : { kind: "refused", because: fault };
    }
    case "ship":
      return move(world, deciding, { type: "confirmed", by: account, previewHash: deciding.previewHash });
    case "approve":
      return move(world, deciding, { type: "approved", by: account, previewHash: deciding.previewHash });
    case "cancel":
      return move(world, deciding, { type: "cancelled", by: account });
    default:
      return { kind: "refused", because: `there is no decision ${JSON.stringify(deciding.decision)}` };
  }
}

async function move(world: World, { request }: Deciding, event: RequestEvent): Promise<Decided> {
  try {
    const result = await step("decide.press", () => press(world, { request, event }));
    return result.kind === "moved"
      ? { kind: "done", request: request.id }
      : { kind: "refused", because: result.because };
  } catch (error) {
    if (error instanceof Passing) return { kind: "refused", because: `${error.message}: look at it again` };
    throw error;
  }
}

async function again(
  world: World,
  { config }: ReleaseState,
  { wish, by }: { readonly wish: AgainWish | string; readonly by: Requester },
): Promise<Decided> {
  if (typeof wish === "string") return { kind: "refused", because: wish };
  const answer = await askFor(world, { config, asked: { ...wish, by } });
  return answer.kind === "made"
    ? { kind: "done", request: answer.request.id }
    : { kind: "refused", because: answer.fault.says };
}
