import type { StoredRepository } from "../repositories.ts";
import type { QueryContext } from "./fields.ts";
import { userSource } from "./user.ts";

/** What `gh` asks of a repository beside its name: its owner, and GitHub's defaults of a new one's settings. */
export function aboutFields(
  { info, parent }: StoredRepository,
  context: QueryContext,
): Readonly<Record<string, unknown>> {
  const { people, accounts } = context.world;
  const permission = people.permission(info, context.grant.actor);
  const owner = userSource(context.world, info.owner);
  const isOrganization = accounts.typeOf(info.owner) === "Organization";
  return {
    owner: isOrganization ? { ...owner, __typename: "Organization" } : owner,
    description: null,
    isFork: parent !== undefined,
    hasIssuesEnabled: true,
    hasWikiEnabled: true,
    mergeCommitAllowed: true,
    rebaseMergeAllowed: true,
    squashMergeAllowed: true,
    viewerPermission: permission === "none" ? null : permission.toUpperCase(),
  };
}
