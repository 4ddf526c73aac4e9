import type { DeployRequest, GitHubAccount, OtherOperation } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Standing } from "../engines/engine.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { placementOf } from "../targets/placement.ts";
import type { World } from "../world.ts";

/** What is said where it is done: the request has ended, so that whoever wants it asks anew. */
export const TERMINATING = "The operation is being terminated: ask for the deploy again.";

/**
 * Ends somebody else's operation that keeps a request out, because a person says so; the server does so by itself to its
 * own alone.
 * @returns why it was not ended: a clause; undefined where it was
 */
export async function terminateOther(
  world: World,
  { config }: ReleaseState,
  { request, by }: { readonly request: DeployRequest; readonly by: GitHubAccount },
): Promise<string | undefined> {
  if (request.state !== "busy") return `the request is ${request.state}`;
  const engine = world.engines.at(placementOf(config, request), config, request.target);
  try {
    const { operation } = await step("terminate.read operation", () => engine.standing());
    const fault = otherThanShown(operation, request.reason?.operation);
    if (fault !== undefined) return fault;
    if (operation?.isEnding !== true) await step("terminate.terminate", () => engine.terminate());
  } catch (error) {
    if (error instanceof EngineRefusal) return error.message;
    throw error;
  }
  world.log.info({ request: request.id, by: by.login }, "terminated another's operation");
  return undefined;
}

/** Why what runs by now is not what whoever clicks was shown. @param shown what the request's reason has of it */
function otherThanShown(
  operation: Standing["operation"],
  shown: OtherOperation | undefined,
): string | undefined {
  if (operation === undefined) return "that operation has ended: ask for the deploy again";
  const { by, since } = operation;
  // Without its beginning nothing tells it from the next one of the same person.
  if (since !== undefined && by === shown?.by && since === shown.since) return undefined;
  const when = since === undefined ? "" : ` since ${since}`;
  return `an operation of ${by} runs${when}, which is not the one that was shown: ask for the deploy again to see it`;
}
