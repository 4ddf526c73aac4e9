import { createHash } from "node:crypto";
import {
  placementsOf,
  type Placement,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import {
  readNotification,
  type FluxName,
  type FluxNotification,
} from "../../../lib/deploys/flux/notification.ts";
import { hasEnded } from "../../../lib/deploys/request.ts";
import { parseTargetKey, type Target } from "../../../lib/deploys/target.ts";
import { recordFluxEvent } from "../../../lib/store/flux-events.ts";
import { finishEntry, receive, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { wakeRequests } from "../../../lib/store/requests.ts";
import { inTransaction } from "../../../lib/store/store.ts";
import { isoTime } from "../clock.ts";
import { at, textAt } from "../narrow.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";

/** How many of a target's newest requests may still wait for word. */
const LOOKED_AT = 5;

/** Puts an event of a cluster's Flux into the inbox, whose signature was found good; the same once more changes nothing. */
export async function receiveFluxEvent(
  world: World,
  { cluster, text, body }: { readonly cluster: string; readonly text: string; readonly body: object },
): Promise<void> {
  const key = createHash("sha256").update(`${cluster}\n${text}`).digest("hex");
  const payload = { cluster, body, received: isoTime(world.clock) };
  await receive(world.db, { source: "flux", kind: "event", key: `event ${key}`, payload });
  world.nudges.nudge("inbox");
}

/** Notes what Flux tells of what the server deploys there, and lets requests for it look. What is nobody's is dropped. */
export async function handleFluxEvent(world: World, entry: ClaimedEntry): Promise<void> {
  const cluster = textAt(entry.payload, "cluster") ?? "";
  const told = toldBy(entry);
  const { config } = await releaseStateNow(world);
  const targets = told === undefined ? [] : targetsOf(config, cluster, told.object);
  await inTransaction(world.db, async (transaction) => {
    if (told !== undefined && targets.length > 0) await recordFluxEvent(transaction, cluster, told);
    await finishEntry(transaction, entry);
  });
  for (const target of targets) {
    const requests = await listRequests(world.db, { target, limit: LOOKED_AT });
    const waiting = requests.filter(({ request }) => !hasEnded(request));
    await wakeRequests(
      world.db,
      waiting.map(({ request }) => request.id),
    );
  }
  world.nudges.nudge("requests");
}

/** An event of a cluster whose clock is ahead happened when it came: else it would count for requests that are yet to be made. */
function toldBy({ payload, receivedAt }: ClaimedEntry): FluxNotification | undefined {
  const told = readNotification(at(payload, "body"));
  const received = textAt(payload, "received") ?? receivedAt;
  const isAhead = told !== undefined && Date.parse(told.at) > Date.parse(received);
  return isAhead ? { ...told, at: received } : told;
}

/** The targets that an object is, or that it may bring their files: a Kustomization is not named in db/server.yaml. */
function targetsOf(config: ServerConfig, cluster: string, object: FluxName): readonly Target[] {
  return Object.keys(config.targets).flatMap((key) => {
    const target = parseTargetKey(key);
    const own = target === undefined ? [] : placementsOf(config, target);
    const isIts = own.some((one) => one.cluster === cluster && isAbout(one, object));
    return target !== undefined && isIts ? [target] : [];
  });
}

function isAbout(
  { helmrelease, kustomization, ocirepository }: Placement,
  { kind, namespace, name }: FluxName,
): boolean {
  const full = `${namespace}/${name}`;
  switch (kind) {
    case "HelmRelease":
      return helmrelease === full;
    case "OCIRepository":
      return ocirepository === full;
    case "Kustomization":
      return kustomization === undefined || kustomization === full;
    default:
      return false;
  }
}
