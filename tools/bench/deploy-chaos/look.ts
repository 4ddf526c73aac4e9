import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { textAt } from "../../../lib/deploys/narrow.ts";
import { LIVE, requestOf, UNDEPLOYED, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import { FAR, farApplication, farRepository } from "./far.ts";
import { askedOf, FLEET, fleetRoute, runsInFleet } from "./fleet.ts";
import { LAB, labConfig } from "./lab.ts";
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

type Fact = readonly [what: string, is: unknown, must: unknown];

/** Looks at a request that has ended from all sides. */
export async function look(world: Surroundings, state: string, expected: Expected): Promise<Found> {
  const { site, shop } = world;
  const { id, ends } = expected;
  const [commits, farCommits] = await Promise.all(
    [shop.releases, farRepository(shop)].map((repository) => commitsOf(world, repository, id)),
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

/** What a channel's engine was told for a request, and has made of it. */
interface AtEngine {
  readonly syncs: number;
  readonly runs: string | undefined;
  readonly more?: readonly Fact[];
}

function engineOf(world: Surroundings, { id, channel = CHANNEL, syncs = 1 }: Expected): AtEngine {
  if (channel === LAB) return { syncs: writesOf(world, id), runs: runsInCluster(world) };
  if (channel !== FLEET) return { syncs: syncsOf(world, id), runs: runsAt(world, channel) };
  const { cluster, shop } = world;
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

/** As often as Argo CD was asked for a sync, and took it. */
function syncsOf({ argo }: Surroundings, id: string): number {
  return argo.requests.filter(
    ({ operation, status, body }) => operation === "applications/sync" && status === 200 && body.includes(id),
  ).length;
}

/** The images that run in a channel of Argo CD; undefined where none does. */
export function runsAt({ argo, shop }: Surroundings, channel: string): string | undefined {
  const { status } = argo.application(channel === FAR ? farApplication(shop) : shop.name);
  const { images = [] } = status.summary;
  return images.length === 0 ? undefined : images.join(", ");
}

/** As often as a cluster was told what should run. */
function writesOf({ cluster }: Surroundings, id: string): number {
  return cluster.requests.filter(
    ({ method, path, status, body }) =>
      method !== "GET" &&
      /\/deployconfigs\b(?!.*(?:\/status|dryRun))/.test(path) &&
      status < 300 &&
      body.includes(id),
  ).length;
}

function runsInCluster({ cluster, shop }: Surroundings): string | undefined {
  const name = labConfig(shop);
  const found = cluster.get({ kind: "Deployment", name, namespace: name });
  return textAt(found, "spec", "template", "spec", "containers", 0, "image");
}

async function commitsOf({ github }: Surroundings, repository: string, id: string): Promise<number> {
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

function says(message: SlackMessage, { isUndeploy }: Expected, state: string): boolean {
  const success = isUndeploy === true ? UNDEPLOYED : LIVE;
  return wordsOf(message).includes(state === "succeeded" ? success : `: ${state}`);
}
