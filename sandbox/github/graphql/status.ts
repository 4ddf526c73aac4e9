import { may, notAccessible } from "../access.ts";
import { combinedState } from "../commit-statuses.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { graphqlError } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";

/** `Commit.status`: the newest status of each context; null where nobody has set one. */
export function statusSource(
  { info }: StoredRepository,
  sha: string,
  { world, grant }: QueryContext,
): Source | null {
  if (!may(grant, info, { name: "statuses", level: "read" })) {
    throw graphqlError("FORBIDDEN", notAccessible(grant));
  }
  const latest = world.statuses.latest(info.id, sha);
  if (latest.length === 0) return null;
  return {
    __typename: "Status",
    id: nodeId("S", info.id, sha),
    state: combinedState(latest).toUpperCase(),
    // No number of its own is in GitHub's schema.
    contexts: latest.map(({ id, context, state, description, targetUrl, createdAt }) => ({
      __typename: "StatusContext",
      id: nodeId("SC", id),
      context,
      state: state.toUpperCase(),
      description,
      targetUrl,
      createdAt: timestamp(createdAt),
    })),
  };
}
