import type { Desired } from "../../../lib/deploys/desired.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { compareCommits } from "../../../lib/github/commits/ancestry.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { artifactOf, desiredIn } from "../targets/artifact.ts";
import { configRepositoryOf } from "../targets/config-home.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/**
 * Whether something newer was deployed while an autodeploy waited: it was newer than what was desired when it was decided,
 * and nobody has said that it should go back.
 * @param sha what it deploys: 40 hex
 */
export async function outrunBy(
  world: World,
  state: ReleaseState,
  { kind, target, sha }: Pick<DeployRequest, "kind" | "target"> & { readonly sha: string | undefined },
): Promise<Desired | undefined> {
  const desired = desiredIn(state, target);
  const isConfig = desired.kind === "artifactless";
  const base = isConfig ? desired.configSha : desired.artifact?.sha;
  if (kind !== "autodeploy" || sha === undefined) return undefined;
  if (base === undefined || base === NO_COMMIT || base === sha) return undefined;
  const name = isConfig ? configRepositoryOf(state, target) : artifactOf(state, target).repository;
  if (name === undefined) return undefined;
  const repository = await step("outrun.repository", () => world.github.at(name));
  const status = await step("outrun.compare", () => compareCommits(repository, base, sha));
  return status === "behind" ? desired : undefined;
}

export function superseded(): Outcome {
  const message = "a newer commit was deployed meanwhile";
  return happened({ type: "superseded", reason: { code: "superseded", message } });
}
