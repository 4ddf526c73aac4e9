import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { imageOf } from "../../../lib/deploys/image-tag.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import type { SeenBuild } from "../../../lib/deploys/policy.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { buildFacts } from "../../../lib/github/builds/build-facts.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { artifactOf } from "../targets/artifact.ts";
import type { World } from "../world.ts";

const HEADS = "refs/heads/";

/**
 * The build of what is to run, as GitHub shows it now: asked by the server itself, and not taken from anybody's word.
 * @returns undefined where nothing shows of which branch it is
 */
export async function seenBuild(
  world: World,
  state: ReleaseState,
  { target, to, ref }: Pick<DeployRequest, "target" | "to" | "ref">,
): Promise<SeenBuild | undefined> {
  if (to?.kind !== "artifactful" || to.artifact.sha === NO_COMMIT) return undefined;
  const { sha, image } = to.artifact;
  const { repository: name, template } = artifactOf(state, target);
  const repository = await step("build.repository", () => world.github.at(name));
  const facts = await step("build.read", () => buildFacts(repository, sha));
  const branches = [...new Set(facts.runs.flatMap(({ branch }) => branch ?? []))];
  // Of a rollback nobody names the branch: the image's own tag does.
  const branch =
    ref?.slice(HEADS.length) ?? branches.find((one) => imageOf(template, { branch: one, sha }) === image);
  if (branch === undefined) return undefined;
  const build = buildStateOf(facts, branch);
  const run = build.kind === "green" ? build.run : undefined;
  return { repository: fullName(name), repositoryId: facts.repositoryId, sha, ref: HEADS + branch, run };
}
