import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { countedBuilds } from "../../../lib/deploys/counted-builds.ts";
import { buildsOf, recordBuild } from "../../../lib/store/builds.ts";
import { configsBuiltIn, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { wakePreviews } from "../../../lib/store/previews.ts";
import { wakeResolving } from "../../../lib/store/requests.ts";
import { at } from "../narrow.ts";
import type { World } from "../world.ts";
import { afterBuild } from "./autodeploy.ts";
import type { Origin } from "./origin.ts";
import { buildIn, senderIn } from "./payload.ts";
import { trackRepository } from "./track-repository.ts";

/** A build has come further: it is noted; where it has ended, requests that wait for one look again, and it may deploy. */
export async function handleBuildEvent(world: World, entry: ClaimedEntry): Promise<void> {
  const body = at(entry.payload, "body");
  const news = buildIn(entry.kind, body);
  const isOver = news?.build.state === "completed";
  if (isOver && (await wakeResolving(world.db)) > 0) world.nudges.nudge("requests");
  const repository = news && (await trackRepository(world, body));
  if (news !== undefined && repository !== undefined) {
    const { build, branches } = news;
    await recordBuild(world.db, repository.id, build);
    const origin = { repository, by: senderIn(body), key: entry.key };
    if (isOver) await afterBuilds(world, origin, { sha: build.sha, branches });
  }
  await finishEntry(world.db, entry);
}

/** Lets the builds of a commit deploy, as far as all that a config counts have ended. */
export async function afterBuilds(
  world: World,
  origin: Origin,
  { sha, branches }: { readonly sha: string; readonly branches: readonly string[] },
): Promise<void> {
  const configs = await configsBuiltIn(world.db, origin.repository.name);
  if (configs.length === 0) return;
  const builds = await buildsOf(world.db, origin.repository.id, sha);
  for (const config of configs) {
    const { repositoryId, name, document } = config;
    const isShown = Object.values(document?.channels ?? {}).some(({ previews }) => previews === true);
    if (isShown) await wakePreviews(world.db, { repositoryId, config: name }, branches);
    for (const branch of branches) {
      const event = buildEventOf(config, { builds, branch, sha, repository: origin.repository.name });
      if (event !== undefined) await afterBuild(world, origin, { config, event });
    }
  }
  world.nudges.nudge("previews");
}

function buildEventOf(
  { document }: StoredConfig,
  {
    builds,
    branch,
    sha,
    repository,
  }: {
    readonly builds: Awaited<ReturnType<typeof buildsOf>>;
    readonly branch: string;
    readonly sha: string;
    readonly repository: string;
  },
) {
  const state = buildStateOf(countedBuilds(builds, document?.artifact?.build), branch);
  if (state.kind === "red") {
    return { type: "build", branch, sha, build: undefined, result: "red" } as const;
  }
  if (state.kind !== "green") return undefined;
  const build = state.run && { repository, run_id: state.run.id, run_attempt: state.run.attempt };
  return { type: "build", branch, sha, build, result: "green" } as const;
}
