import { setTimeout as sleep } from "node:timers/promises";
import { call, type DeployServer } from "../../../lib/runner/deploy-server/call.ts";
import { REQUEST, type AskedDeploy } from "./answer.ts";

/** How long to wait before the next look: at first a deploy gets on fast. */
const LOOKS_MS = [1_000, 2_000, 3_000] as const;
const LOOK_MS = 5_000;

/** They last until a person does something; the deploy is over for whoever waits. */
const RESTING: ReadonlySet<string> = new Set(["timed out", "ledger ahead"]);

/** Who is told of a request while it is worked on. */
export interface Teller {
  /** Each state, and each progress within one, once. */
  readonly says: (request: AskedDeploy) => void;
  /** Once, where a person's word is awaited. */
  readonly waitsForSomebody: (request: AskedDeploy) => void;
}

/** What became of a request, and whether nothing more is to be expected. */
export interface Outcome {
  readonly request: AskedDeploy;
  readonly isOver: boolean;
}

/**
 * Looks at a request until it is over, or the session's deadline comes.
 * @throws Refused where the server does not answer until then
 */
export async function watch(server: DeployServer, asked: AskedDeploy, teller: Teller): Promise<Outcome> {
  const { deadline } = server.session;
  let [request, said, isAwaited] = [asked, "", false];
  for (let looks = 0; ; looks += 1) {
    const text = standing(request);
    if (text !== said) teller.says(request);
    said = text;
    if (!isAwaited && request.state.startsWith("awaiting")) {
      isAwaited = true;
      teller.waitsForSomebody(request);
    }
    if (isOver(request)) return { request, isOver: true };
    const pause = LOOKS_MS[looks] ?? LOOK_MS;
    if (Date.now() + pause > deadline) return { request, isOver: false };
    await sleep(pause);
    request = await call(server, { path: `/v1/requests/${asked.id}`, until: deadline, ...REQUEST });
  }
}

function isOver({ hasEnded, state }: AskedDeploy): boolean {
  return hasEnded || RESTING.has(state);
}

/** How a request stands, in a few words without a full stop: `failed: CrashLoopBackOff in my-app-7f`. */
export function standing({ state, reason, progress, silence }: AskedDeploy): string {
  const quiet = silence && `no word since ${silence.since}: ${silence.says}`;
  const more = reason ?? quiet ?? progress;
  return more === undefined ? state : `${state}: ${more.replace(/\.$/, "")}`;
}
