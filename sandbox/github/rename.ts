import { sees } from "./access.ts";
import { Refusal } from "./errors.ts";
import type { Repository, TokenGrant } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { formerOwnerShape } from "./shapes/account.ts";
import { announceReach, announceRepository } from "./webhooks/changes.ts";
import type { World } from "./world.ts";

/** Renames a repository within its account. Tokens and installations keep working: GitHub stores them by its id. */
export function renameRepository(world: World, repository: StoredRepository, name: string): Repository {
  const { owner, fullName: before } = repository.info;
  world.repositories.move(repository, { owner, name });
  world.tokens.renameRepository(before, repository.info.fullName);
  world.apps.renameRepository(before, repository.info.fullName);
  const [, from = ""] = before.split("/");
  announceRepository(world, repository, {
    action: "renamed",
    changes: { repository: { name: { from } } },
  });
  return repository.info;
}

/**
 * Transfers a repository to another account; the former account's tokens and installations lose access. Only the new
 * account's installations are told of the transfer itself.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads?actionType=transferred#repository
 */
export function transferRepository(world: World, repository: StoredRepository, owner: string): Repository {
  const { name, owner: before, fullName } = repository.info;
  const lost = world.apps.reaching(repository.info);
  world.repositories.move(repository, { owner, name });
  const left = [{ ...repository.info, owner: before, fullName }];
  for (const one of lost) announceReach(world, one, { action: "removed", repositories: left });
  for (const one of world.apps.reaching(repository.info)) {
    announceReach(world, one, { action: "added", repositories: [repository.info] });
  }
  announceRepository(world, repository, {
    action: "transferred",
    changes: { owner: { from: formerOwnerShape(world, before) } },
  });
  return repository.info;
}

/**
 * Where GitHub redirects a request by a former name: to the address by the repository's id, with 301, or 307 if the
 * method must stay.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 * @param asked the path below the repository, with its query: `/dispatches`
 * @returns undefined if no repository had that name, or the caller may not know
 */
export function movedAnswer(
  { apiUrl, repositories }: World,
  former: string,
  {
    grant,
    method,
    asked,
  }: { readonly grant?: TokenGrant | undefined; readonly method: string; readonly asked: string },
): Refusal | undefined {
  const repository = repositories.findFormer(former)?.info;
  if (repository === undefined || (grant !== undefined && !sees(grant, repository))) return undefined;
  const url = `${apiUrl}/repositories/${repository.id}${asked}`;
  const [status, message] =
    method === "GET" ? ([301, "Moved Permanently"] as const) : ([307, "Temporary Redirect"] as const);
  return new Refusal(status, message, { headers: { location: url }, body: { url } });
}

/** Converts an address by a repository's id to the one by its name, which the routes know. */
export function byName({ repositories }: World, url: string): string {
  return url.replace(/^\/api\/v3\/repositories\/(\d+)(?=[/?]|$)/, (whole, id: string) => {
    const found = repositories.findById(Number(id));
    return found === undefined ? whole : `/api/v3/repos/${found.info.fullName}`;
  });
}

/** What a request asks for below the repository in its path. */
export function belowRepository({ pathname, search }: URL): string {
  return pathname.replace(/^\/api\/v3\/repos\/[^/]+\/[^/]+/, "") + search;
}
