import { isDeepStrictEqual } from "node:util";
import { nextInTurn } from "../../../lib/deploys/queue.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import type { World } from "../world.ts";
import { looksOf } from "./looks.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { outrunBy, superseded } from "./outrun.ts";
import { previewNow } from "./preview.ts";
import { findLedgerCommit } from "./write-ledger.ts";

/** How often a request that waits for another one looks; the other one's end wakes it. */
const QUEUE_POLL_MS = 5_000;

/** Begins a request whose turn it is, if what was confirmed is still what would happen. */
export async function takeTurn(world: World, request: DeployRequest, lease: Lease<string>): Promise<Outcome> {
  const next = nextInTurn(await openRequests(world.db, request.target));
  if (next?.request.id !== request.id) return wait(QUEUE_POLL_MS);
  const { shown, facts, files, build } = await previewNow(world, request);
  const sha = request.to?.artifact?.sha ?? request.to?.configSha;
  if ((await outrunBy(world, files.state, { ...request, sha })) !== undefined) return superseded();
  // Also where the channel asks for more people by now.
  if (isDeepStrictEqual(facts, request.preview)) {
    // Since the preview nobody has committed, so that an earlier attempt of this request has not either.
    if (request.shown?.basis?.head === files.state.head)
      looksOf(world).keep(lease, { of: "turn", files, build, basis: shown.basis });
    return happened({ type: "turn came" });
  }
  // What is in git already, of a database that was restored, is not shown anew as if it were to come.
  const isWritten = (await findLedgerCommit(world, request)) !== undefined;
  return happened({ type: isWritten ? "found written" : "moved" });
}
