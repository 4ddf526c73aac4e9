import type { Desired } from "../../../lib/deploys/desired.ts";
import { misfit } from "../../../lib/deploys/desired.ts";
import type { DeployRequest, Wish } from "../../../lib/deploys/request.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { configCommit } from "../targets/config-commit.ts";
import { homeConfigOf, neededHomeConfig } from "../targets/config-home.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/** What was found before. */
interface Known {
  readonly state: ReleaseState;
  /** What runs now. */
  readonly from: Desired;
}

/** Whether a wish is about a config that has no artifact, or names a commit of a config alone. */
export async function isAboutConfig(
  world: World,
  state: ReleaseState,
  { target, wish }: Pick<DeployRequest, "target" | "wish">,
): Promise<boolean> {
  if (wish.by === "config") return true;
  if (wish.by === "desired" || wish.by === "build") return false;
  if (wish.by === "as it is" || wish.by === "what runs") return false;
  const known = await homeConfigOf(world, state, target);
  return known?.config.document !== undefined && known.config.document.artifact === undefined;
}

/** A config without an artifact: the commit that somebody names, or the head of a branch. @throws Rejected */
export async function resolveConfig(
  world: World,
  { target, wish }: DeployRequest,
  { state, from }: Known,
): Promise<Outcome> {
  const { config: name, channel } = target;
  const known = await neededHomeConfig(world, state, target);
  const { document, problems, path } = known.config;
  if (document === undefined) {
    throw new Rejected(
      "broken config",
      `${path} of ${known.home.name} cannot be read: ${problems ?? "it is no deploy config"}`,
    );
  }
  const to = {
    kind: "artifactless",
    configSha: await configCommit(world, known, { channel, ...namedBy(wish, name) }),
  } as const;
  const unfit = misfit(document, to);
  if (unfit !== undefined) throw new Rejected("misfit", unfit);
  if (from.kind === "artifactful" || from.kind === "chart") {
    throw new Rejected(
      "misfit",
      `the ledger has an image of ${name} in ${channel}, and its config has none any more: undeploy it first`,
    );
  }
  return happened({ type: "resolved", from, to });
}

/** @throws Rejected for what a config without an artifact cannot be named by */
function namedBy(wish: Wish, name: string): { readonly sha?: string; readonly branch?: string } {
  if ("configSha" in wish && wish.by !== "build" && wish.configSha !== undefined) {
    throw new Rejected(
      "misfit",
      `${name} has no artifact, so that no config goes with one: name a branch, or a commit of the config, alone`,
    );
  }
  switch (wish.by) {
    case "config":
      return wish.sha === undefined ? {} : { sha: wish.sha };
    case "commit":
      return { sha: wish.sha };
    case "branch":
      return { branch: wish.branch };
    default:
      throw new Rejected(
        "misfit",
        `${name} has no artifact, so that a ${wish.by} names nothing of it: name a branch, or config and a commit`,
      );
  }
}

/**
 * The commit of the config that goes with an artifact: the one that somebody names; where the config is in the artifact's
 * repository, the artifact's own; else the head of the branch that the channel tracks there.
 */
export async function configShaWith(
  world: World,
  state: ReleaseState,
  {
    target,
    named,
    built,
  }: {
    readonly target: DeployRequest["target"];
    readonly named: string | undefined;
    /** `owner/name` of the artifact's repository, and its commit. */
    readonly built: { readonly repository: string; readonly sha: string };
  },
): Promise<string> {
  const { channel } = target;
  if (named !== undefined) {
    return configCommit(world, await neededHomeConfig(world, state, target), { channel, sha: named });
  }
  const known = await homeConfigOf(world, state, target);
  if (known === undefined || known.home.name.toLowerCase() === built.repository.toLowerCase())
    return built.sha;
  // The branch that is tracked is the artifact's: a config apart from it is read from its default branch.
  return configCommit(world, known, { channel, branch: known.home.defaultBranch });
}
