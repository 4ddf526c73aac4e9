import { Refusal, requiresAuthentication } from "./errors.ts";
import type { Repository, TokenGrant } from "./model.ts";

/** What an operation needs, such as `{ name: "contents", level: "write" }`. */
export interface Permission {
  readonly name: string;
  readonly level: "read" | "write";
}

/** Tells every token what the operation needs: `x-accepted-github-permissions: contents=write`. */
export const permissionHeaders = (
  grant: TokenGrant | undefined,
  { name, level }: Permission,
): Readonly<Record<string, string>> =>
  grant === undefined ? {} : { "x-accepted-github-permissions": `${name}=${level}` };

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
  const headers = permissionHeaders(grant, permission);
  if (repository === undefined || !sees(grant, repository)) return new Refusal(404, "Not Found", { headers });
  if (may(grant, repository, permission)) return undefined;
  return grant === undefined ? requiresAuthentication() : new Refusal(403, notAccessible(grant), { headers });
}
