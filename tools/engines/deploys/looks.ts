import assert from "node:assert/strict";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { requestOf } from "../../deploys/people.ts";
import type { Replica } from "../../deploys/replica.ts";
import { CHANNEL, type Shop } from "../../deploys/shop.ts";
import type { Built } from "../../deploys/site.ts";
import { shownAt, type Shown } from "../shown.ts";
import type { World } from "../world.ts";
import type { SiteWorld } from "./with-site.ts";

/** The parts of an Argo CD operation that scenarios check. */
export interface Operation {
  readonly phase: string;
  readonly message?: string;
  readonly syncResult?: { readonly revision?: string };
  readonly operation: {
    readonly info?: readonly { readonly name: string; readonly value: string }[];
    readonly sync?: { readonly prune?: boolean };
    readonly initiatedBy?: { readonly username?: string; readonly automated?: boolean };
  };
}

interface ShopApplication {
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly operationState?: Operation;
    readonly history?: readonly { readonly revision: string }[];
  };
}

export async function statusOf(
  { kubernetes }: World,
  { name }: Shop,
): Promise<NonNullable<ShopApplication["status"]>> {
  const found = await kubernetes.get<ShopApplication>("application.argoproj.io", name, "argocd");
  return found?.status ?? {};
}

/** The last operation. */
export async function operationOf(world: World, shop: Shop): Promise<Operation> {
  return (await statusOf(world, shop)).operationState ?? assert.fail(`${shop.name} was never synced`);
}

/** Waits until there are as many pods as replicas, each ready with this image, by its digest. */
export async function untilPodsRun(
  { world, shop }: SiteWorld,
  { image }: Built,
  replicas = 2,
): Promise<void> {
  await world.until(`all pods of ${shop.name} run ${image}`, async () => {
    const pods: {
      readonly items: readonly {
        readonly spec: { readonly containers: readonly { readonly image: string }[] };
        readonly status: {
          readonly conditions?: readonly { readonly type: string; readonly status: string }[];
        };
      }[];
    } = JSON.parse(
      await world.kubernetes.kubectl([
        "get",
        "pods",
        `--namespace=${shop.name}`,
        `--selector=app=${shop.name}`,
        "--output=json",
      ]),
    );
    const areReady = pods.items.every(
      ({ spec, status }) =>
        spec.containers.every((container) => container.image === image) &&
        status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true,
    );
    return pods.items.length === replicas && areReady ? true : undefined;
  });
}

/** What GitHub shows on the built commit: each state once, in order. */
export function githubShows({ world, shop }: SiteWorld, { sha }: Built): Shown {
  const { statuses, deployments } = shownAt(world, {
    fullName: shop.source,
    sha,
    context: `deploy/${CHANNEL}`,
    environment: CHANNEL,
  });
  return { statuses: withoutRepeats(statuses), deployments: withoutRepeats(deployments) };
}

const withoutRepeats = (states: readonly string[]): readonly string[] =>
  states.filter((state, at) => state !== states[at - 1]);

/**
 * Waits until GitHub shows how the deploys of a commit ended, one after the other: a status each, and a deployment.
 * @throws if there is more, or the order differs
 */
export async function untilGitHubShows(
  shop: SiteWorld,
  built: Built,
  ...ends: readonly ("success" | "failure")[]
): Promise<void> {
  const { world, shop: names } = shop;
  const end = ends.at(-1);
  const [newest] = await world.until(`GitHub shows ${ends.join(", ")}`, async () => {
    const { statuses } = githubShows(shop, built);
    const found = world.hub.github.deployments(names.source).filter(({ sha }) => sha === built.sha);
    return statuses.at(-1) === end && found[0]?.statuses[0]?.state === end ? found : undefined;
  });
  assert.deepEqual(
    githubShows(shop, built).statuses,
    ends.flatMap((one) => ["pending", one]),
  );
  assert.equal(
    world.hub.github.deployments(names.source).filter(({ sha }) => sha === built.sha).length,
    ends.length,
  );
  assert.equal(newest?.environment, CHANNEL);
}

/** Checks that a request has exactly one commit and one sync, of that commit. @returns the commit, 40 hex */
export async function expectOneOfEach(
  { world, shop, site }: SiteWorld,
  message: SlackMessage,
): Promise<string> {
  const id = requestOf(message);
  const commits = await commitsOf({ world, shop }, id);
  assert.equal(commits.length, 1, `${commits.length} commits are of request ${id}`);
  const [commit = ""] = commits;
  const operation = await operationOf(world, shop);
  assert.deepEqual(operation.operation.info, [{ name: "deploy-request", value: id }]);
  assert.equal(operation.syncResult?.revision, commit);
  const { history = [] } = await statusOf(world, shop);
  assert.equal(history.filter(({ revision }) => revision === commit).length, 1);
  // One message is about it, however often it changed.
  const about = site.slack.messages(site.channel.name).filter((one) => requestOf(one) === id);
  assert.equal(about.length, 1, `${about.length} messages are about request ${id}`);
  return commit;
}

/** The commits of the release repository that name a request. */
export async function commitsOf(
  { world, shop }: Pick<SiteWorld, "world" | "shop">,
  id: string,
): Promise<readonly string[]> {
  const { gitDir } = world.hub.github.repository(shop.releases);
  const found = await runGit(gitDir, "log", "main", "--format=%H", `--grep=^Deploy-Request: ${id}$`);
  return found.split("\n").filter((line) => line !== "");
}

/** Waits until a server has died where it was to; in vain, if it never comes there. */
export async function untilLost(world: World, { name, isRunning }: Replica): Promise<void> {
  await world.until(`${name} is lost`, async () => (isRunning() ? undefined : true));
}
