import { setTimeout as sleep } from "node:timers/promises";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { sql } from "kysely";
import { hasEnded, type DeployRequest } from "../../../lib/deploys/request.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { ask, LIVE, press, requestOf, WAITS, wordsOf } from "../../deploys/people.ts";
import { CHANNEL } from "../../deploys/shop.ts";
import type { Built } from "../../deploys/site.ts";
import type { ChaosWorld, Surroundings } from "./world.ts";

/** What happens to a deploy while it is in progress. */
export interface Trouble {
  /** Before it is asked for. */
  readonly before?: (world: ChaosWorld) => Promise<void> | void;
  /** When it was confirmed. */
  readonly confirmed?: (world: ChaosWorld, request: string) => Promise<void> | void;
}

/** The outcome of one request. */
export interface Ended {
  readonly state: DeployRequest["state"];
  readonly commits: number;
  readonly syncs: number;
  readonly messages: number;
  /** What is wrong, in words. */
  readonly broken: readonly string[];
}

let built = 0;

/** Asks for a deploy of a new build, has two people confirm it at once, and checks all sides when it ends. */
export async function deployOnce(world: ChaosWorld, { before, confirmed }: Trouble): Promise<Ended> {
  const { site, shop } = world;
  built += 1;
  const build = await world.build(`build ${built}`);
  await before?.(world);
  const message = await ask(site, site.alice, {
    command: `/deploy ${shop.name} main to ${CHANNEL}`,
    says: WAITS,
  });
  const id = requestOf(message);
  await Promise.all([site.alice, site.bob].map((user) => press(site, user, { message, action: "ship" })));
  await confirmed?.(world, id);
  const request = await untilTold(world, id);
  return look(world, { request, build });
}

/** Waits until a request has ended and everything about it has been reported. */
export async function untilTold({ store }: ChaosWorld, id: string): Promise<DeployRequest> {
  for (;;) {
    const request = await toldRequest(store.db, id).catch(() => undefined);
    if (request !== undefined) return request;
    await sleep(100);
  }
}

async function toldRequest(db: ChaosWorld["store"]["db"], id: string): Promise<DeployRequest | undefined> {
  const stored = await findRequest(db, id);
  if (stored === undefined || !hasEnded(stored.request)) return undefined;
  const { rows } = await sql<{ unsent: number }>`
    select count(*) as unsent from messages where request_id = ${id} and revision > sent_revision`.execute(
    db,
  );
  return Number(rows[0]?.unsent) === 0 ? stored.request : undefined;
}

/** Checks all sides of a request that has ended. */
export async function look(
  { github, argo, site, shop }: Surroundings,
  { request, build }: { readonly request: Pick<DeployRequest, "id" | "state">; readonly build: Built },
): Promise<Ended> {
  const { id, state } = request;
  const { gitDir } = github.repository(shop.releases);
  const log = await runGit(gitDir, "log", "main", "--format=%H", `--grep=^Deploy-Request: ${id}$`);
  const commits = log.split("\n").filter((line) => line !== "");
  const syncs = argo.requests.filter(
    ({ operation, status, body }) => operation === "applications/sync" && status === 200 && body.includes(id),
  );
  const messages = site.slack.messages(site.channel.name).filter((one) => requestOf(one) === id);
  const deployments = github.deployments(shop.source).filter(({ sha }) => sha === build.sha);
  const status = github
    .statuses(shop.source, build.sha)
    .find(({ context }) => context === `deploy/${CHANNEL}`);
  const runs = argo.application(shop.name).status.summary.images;
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ["the request is", state, "succeeded"],
    ["commits", commits.length, 1],
    ["syncs", syncs.length, 1],
    ["messages", messages.length, 1],
    ["messages that are not final", messages.filter((one) => !isFinal(one)).length, 0],
    ["deployments", deployments.length, 1],
    ["the deployment is", deployments[0]?.statuses[0]?.state, "success"],
    ["the status is", status?.state, "success"],
    ["what runs is", runs?.join(", "), build.image],
  ];
  return {
    state,
    commits: commits.length,
    syncs: syncs.length,
    messages: messages.length,
    broken: facts
      .filter(([, is, must]) => is !== must)
      .map(([what, is, must]) => `request ${id}: ${what} ${String(is)}, not ${String(must)}`),
  };
}

const isFinal = (message: SlackMessage): boolean => wordsOf(message).includes(LIVE);
