import type { DeployRequest, GitHubAccount } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal } from "../engines/engine.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { placementOf } from "../targets/placement.ts";
import type { World } from "../world.ts";

/**
 * Ends a request's own operation in the engine, and no other.
 * @returns why it was not ended; undefined where it was
 */
export async function stopOperation(
  world: World,
  { config }: ReleaseState,
  { request, by }: { readonly request: DeployRequest; readonly by: GitHubAccount },
): Promise<string | undefined> {
  if (request.reason?.code === "terminated") return "its operation has been ended already";
  if (request.state !== "progressing") return `the request is ${request.state}`;
  const engine = world.engines.at(placementOf(config, request), config, request.target);
  try {
    const { operation } = await step("stop.look", () => engine.standing());
    if (operation?.request !== request.id) return "its operation is over, or is another's by now";
    // The click may come again: after what it has led to was saved, or by a second person.
    if (!operation.isEnding) await step("stop.terminate", () => engine.terminate());
  } catch (error) {
    if (error instanceof EngineRefusal) return error.message;
    throw error;
  }
  world.log.info({ request: request.id, by: by.login }, "ended its operation, as was asked for");
  return undefined;
}
