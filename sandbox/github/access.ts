import { Refusal, notFound, requiresAuthentication } from "./errors.ts";
import type { Repository, TokenGrant } from "./model.ts";

/** What an operation needs, such as `{ name: "contents", level: "write" }`. */
export interface Permission {
  readonly name: string;
  readonly level: "read" | "write";
}

/** As in the header `x-accepted-github-permissions`: `contents=write`. */
export const permissionHeader = (permission: Permission): string => `${permission.name}=${permission.level}`;

/** Whether this token sees that the repository exists. */
export function sees(grant: TokenGrant | undefined, repository: Repository): boolean {
  return !repository.private || isGranted(grant, repository);
}

/** Whether this token may do this there. Anyone may read what is public. */
export function may(grant: TokenGrant | undefined, repository: Repository, permission: Permission): boolean {
  if (permission.level === "read" && !repository.private) return true;
  if (grant === undefined || !isGranted(grant, repository)) return false;
  const level = permission.name === "metadata" ? "read" : grant.permissions[permission.name];
  return level === "write" || level === permission.level;
}

function isGranted(grant: TokenGrant | undefined, repository: Repository): boolean {
  const name = repository.fullName.toLowerCase();
  return grant?.repositories.some((granted) => granted.toLowerCase() === name) ?? false;
}

/** GitHub's words for a token that lacks a permission. */
export const notAccessible = (grant: TokenGrant): string =>
  grant.kind === "pat"
    ? "Resource not accessible by personal access token"
    : "Resource not accessible by integration";

/** Why this caller may not do this, as REST answers it; undefined when it may. */
export function refuseAccess(
  grant: TokenGrant | undefined,
  repository: Repository | undefined,
  permission: Permission,
): Refusal | undefined {
  if (repository === undefined || !sees(grant, repository)) return notFound();
  if (may(grant, repository, permission)) return undefined;
  if (grant === undefined) return requiresAuthentication();
  return new Refusal(403, notAccessible(grant), {
    headers: { "x-accepted-github-permissions": permissionHeader(permission) },
  });
}
