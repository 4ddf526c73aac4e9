import { clusterOf, type Cluster } from "../../../lib/deploys/config/server-config.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { findOwnCommit } from "../../../lib/store/own-commits.ts";
import { findRequest, wakeAsked, wakeRequests } from "../../../lib/store/requests.ts";
import { step } from "../../../lib/store/step.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { at, listAt, numberAt, textAt } from "../narrow.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { adoptReleases } from "./adopt.ts";
import { ownSenderId } from "./own-sender.ts";
import { releasedBy } from "./released.ts";
import { trackPush } from "./track-push.ts";

/** Whose a push is, as far as the server can prove it. */
export type Pusher = "server" | "actions" | "person";

/**
 * A push of the suite's own, the server's or the Actions writer's, is passed on to every Argo CD, signed; a person's to the
 * release repository only where the settings say so. Requests that wait for it are woken, and what an Actions writer has
 * released becomes a request.
 */
export async function handlePush(world: World, entry: ClaimedEntry): Promise<void> {
  const body = at(entry.payload, "body");
  const repository = textAt(body, "repository", "full_name") ?? "";
  const { releases } = world.settings;
  const isReleases = sameRepository(repository, fullName(releases.repository));
  const isOwn = await isServers(world, repository, body);
  if (isReleases || isOwn) {
    const state = await stateFor(world, isOwn);
    const { config } = state;
    const released = isOwn ? [] : await releasedBy(world, body);
    const pusher: Pusher = isOwn ? "server" : released.length > 0 ? "actions" : "person";
    if (isOnBranch(body, releases.branch)) await adoptReleases(world, state, released);
    const isForwarded = pusher !== "person" || config.forward?.people === true;
    world.log.info({ delivery: entry.key, pusher, isForwarded, after: textAt(body, "after") }, "push");
    if (isForwarded) {
      for (const [name, cluster] of Object.entries(config.clusters)) {
        if (cluster.engine === "argo-cd")
          await announce(world, { name, cluster: clusterOf(config, name) }, entry);
      }
    }
  }
  await trackPush(world, entry);
  // A lock may be in it.
  if (isReleases && isOnBranch(body, releases.branch) && (await wakeAsked(world.db)) > 0)
    world.nudges.nudge("requests");
  await finishEntry(world.db, entry);
}

/**
 * The release repository's files. Nobody but a person changes what they say of clusters, and nothing is adopted of a commit
 * of the server's own: of that, they need not be read anew.
 */
async function stateFor(world: World, isOwn: boolean): Promise<ReleaseState> {
  return isOwn ? releaseStateNow(world) : readReleaseState(world.github, world.settings.releases);
}

async function announce(
  world: World,
  { name, cluster }: { readonly name: string; readonly cluster: Cluster },
  { payload, key, attempts }: ClaimedEntry,
): Promise<void> {
  const engine = world.engines.argoCd(name, cluster);
  const push = {
    event: "push",
    delivery: key.replace(/^delivery /, ""),
    body: JSON.stringify(at(payload, "body")),
  };
  const isTaken = await step("push.announce", () => engine.announce(push));
  // The server's own refresh makes up for a hint that does not arrive.
  if (!isTaken && attempts < 3) throw new Passing(`${name} did not take the push`);
  if (!isTaken) world.log.warn({ cluster: name, delivery: key }, "Argo CD did not take the push");
}

/** The ledger is what its branch says. */
function isOnBranch(body: unknown, branch: string): boolean {
  return textAt(body, "ref") === `refs/heads/${branch}`;
}

/**
 * The server's, if its head is in the ledger of commits, or names an open request that no crash has let us note it for; and
 * if it was sent by whoever the server is on GitHub. A message alone proves nothing: anybody can write one.
 */
async function isServers(world: World, repository: string, body: unknown): Promise<boolean> {
  const sha = textAt(body, "after") ?? "";
  const sender = numberAt(body, "sender", "id");
  const own = await ownSenderId(world);
  if (sender !== own) return false;
  if (await isNoted(world, { repository, sha })) return true;
  const head = listAt(body, "commits").find((commit) => textAt(commit, "id") === sha);
  const [, id] = /^Deploy-Request: ([0-9a-f-]{36})$/m.exec(textAt(head, "message") ?? "") ?? [];
  const stored = id === undefined ? undefined : await findRequest(world.db, id);
  if (stored === undefined) return false;
  // Between the two looks, the commit may have been noted and the request have gone on.
  return isWriting(stored.request) || isNoted(world, { repository, sha });
}

/** Whether the commit is in the ledger of commits; whoever waits for its push is woken. */
async function isNoted(
  world: World,
  commit: { readonly repository: string; readonly sha: string },
): Promise<boolean> {
  const known = await findOwnCommit(world.db, commit);
  if (known === undefined) return false;
  if (known.requestId !== null) await wakeRequests(world.db, [known.requestId]);
  world.nudges.nudge("requests");
  return true;
}

/** Later waves' files are written before their clusters compare. */
function isWriting({ state, wave }: DeployRequest): boolean {
  return state === "writing" || (state === "committed" && wave > 0);
}
