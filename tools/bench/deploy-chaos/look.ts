import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { ADOPTED, LIVE, requestOf, UNDEPLOYED, wordsOf } from "../../deploys/people.ts";
import { CHANNEL, type Shop } from "../../deploys/shop.ts";
import { runsOf, syncsOf } from "./applications.ts";
import type { AtEngine, Fact } from "./fact.ts";
import { FAR, farApplication, farRepository } from "./far.ts";
import { askedOf, FLEET, fleetRoute, runsInFleet } from "./fleet.ts";
import { GUARDED } from "./guarded/guarded.ts";
import { atGuarded } from "./guarded/look.ts";
import { LAB, labConfig } from "./lab.ts";
import { imageOf, writesOf } from "./manifests.ts";
import type { Expected } from "./scenario.ts";
import type { Surroundings } from "./world.ts";

/** What was found of one request. */
export interface Found {
  readonly state: string;
  /** Of all repositories. */
  readonly commits: number;
  readonly syncs: number;
  readonly messages: number;
  /** What is wrong, in words. */
  readonly broken: readonly string[];
}

/** Looks at a request that has ended from all sides. */
export async function look(world: Surroundings, state: string, expected: Expected): Promise<Found> {
  const { site, shop } = world;
  const { id, ends } = expected;
  const [commits, farCommits] = await Promise.all(
    [shop.releases, farRepository(shop)].map((repository) => commitsWith(world, repository, id)),
  );
  const { syncs, runs, more = [] } = engineOf(world, expected);
  const messages = site.slack.messages(site.channel.name).filter((one) => requestOf(one) === id);
  const isLive = state === "succeeded";
  const facts: readonly Fact[] = [
    ["it ends as", ends.some((end) => end === state) ? ends : state, ends],
    ["commits", commits, expected.commits ?? 1],
    ["commits elsewhere", farCommits, expected.farCommits ?? 0],
    ["syncs", syncs, expected.syncs ?? 1],
    ...more,
    ["messages", messages.length, expected.messages ?? 1],
    ["messages that say something else", messages.filter((one) => !says(one, expected, state)).length, 0],
    ...(expected.isUnreported === true ? [] : reports(world, expected, deploymentOf(isLive, expected))),
    ...(isLive && expected.isReplaced !== true
      ? [["what runs is", runs, expected.isUndeployed === true ? undefined : whatRuns(expected)] as const]
      : []),
  ];
  return {
    state,
    commits: (commits ?? 0) + (farCommits ?? 0),
    syncs,
    messages: messages.length,
    broken: facts
      .filter(([, is, must]) => is !== must)
      .map(([what, is, must]) => `request ${id}: ${what} ${String(is)}, not ${String(must)}`),
  };
}

function engineOf(world: Surroundings, expected: Expected): AtEngine {
  const { id, channel = CHANNEL, syncs = 1 } = expected;
  const { argo, cluster, shop } = world;
  const lab = { name: labConfig(shop), namespace: labConfig(shop) };
  if (channel === LAB) return { syncs: writesOf(cluster, id, lab), runs: imageOf(cluster, lab) };
  if (channel === GUARDED) return atGuarded(world.guarded, expected);
  if (channel !== FLEET) {
    const application = applicationIn(channel, shop);
    return { syncs: syncsOf(argo, id, application), runs: runsOf(argo, application) };
  }
  const asked = askedOf(cluster, id);
  return {
    syncs: asked.filter((one) => one.startsWith("helmreleases/")).length,
    runs: runsInFleet(cluster, shop),
    more: [["Flux is asked for", asked.join(", "), syncs === 0 ? "" : fleetRoute(shop)]],
  };
}

function whatRuns({ build, version }: Expected): string | undefined {
  return version ?? build?.image;
}

/** The application of a channel that Argo CD deploys. */
export function applicationIn(channel: string, shop: Shop): string {
  return channel === FAR ? farApplication(shop) : shop.name;
}

/** How many commits of a repository's main branch are a request's. */
export async function commitsWith(
  { github }: Pick<Surroundings, "github">,
  repository: string,
  id: string,
): Promise<number> {
  const { gitDir } = github.repository(repository);
  const log = await runGit(gitDir, "log", "main", "--format=%H", `--grep=^Deploy-Request: ${id}$`);
  return log.split("\n").filter((line) => line !== "").length;
}

/** What GitHub calls the deployment of a request that has ended. */
function deploymentOf(isLive: boolean, { isReplaced = false, isUndeployed = false }: Expected): string {
  if (!isLive) return "failure";
  return isReplaced || isUndeployed ? "inactive" : "success";
}

/** What GitHub shows of it, where its code is. */
function reports(
  { github, shop }: Surroundings,
  { id, channel = CHANNEL, build, isReplaced = false }: Expected,
  deployment: string,
): readonly Fact[] {
  const deployments = github
    .deployments(shop.source)
    .filter(({ payload }) => JSON.stringify(payload).includes(id));
  const status = github
    .statuses(shop.source, build?.sha ?? "")
    .find(({ context }) => context === `deploy/${channel}`);
  const must = deployment === "failure" ? "failure" : "success";
  return [
    ["deployments", deployments.length, 1],
    ["the deployment is", deployments[0]?.statuses[0]?.state, deployment],
    // Of a commit that was deployed again, its last deploy is shown.
    ...(isReplaced ? [] : [["the status is", status?.state, must] as const]),
  ];
}

function says(message: SlackMessage, expected: Expected, state: string): boolean {
  const { isUndeploy, isAdoption, says: more = [] } = expected;
  const success = isUndeploy === true ? UNDEPLOYED : isAdoption === true ? ADOPTED : LIVE;
  const words = wordsOf(message);
  return [state === "succeeded" ? success : `: ${state}`, ...more].every((one) => words.includes(one));
}
