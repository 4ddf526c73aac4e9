import type { Permissions } from "../../github/model.ts";
import type { PermissionSetting } from "./model.ts";

/** Every permission a workflow may name, by GitHub's workflow schema. */
const NAMES = [
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "repository-projects",
  "security-events",
  "statuses",
] as const;

/** What a job's token may do by default: GitHub's restricted default. */
const restricted: Permissions = { contents: "read", packages: "read" };

/** What a setting grants, by the workflow's names; what it leaves out is refused. */
export function grantedBy(setting: PermissionSetting): Permissions {
  if (setting === "write-all") {
    return Object.fromEntries(NAMES.map((name) => [name, name === "models" ? "read" : "write"]));
  }
  if (setting === "read-all") {
    // `id-token` has no read level.
    return Object.fromEntries(NAMES.filter((name) => name !== "id-token").map((name) => [name, "read"]));
  }
  const granted = [...setting].flatMap(([name, level]) => (level === "none" ? [] : [[name, level] as const]));
  return Object.fromEntries(granted);
}

/** What a job may do: its own setting, else its workflow's, else the caller's, else the restricted default. */
export function jobPermissions(
  job: PermissionSetting | undefined,
  workflow: PermissionSetting | undefined,
  caller: Permissions | undefined,
): Permissions {
  const setting = job ?? workflow;
  return setting === undefined ? (caller ?? restricted) : grantedBy(setting);
}

/**
 * What a called workflow requests beyond what its caller may grant.
 * @returns both as GitHub words them, `contents: write, issues: read`; undefined if it requests no more
 */
export function beyond(
  asked: Permissions,
  allowed: Permissions,
): { readonly asked: string; readonly allowed: string } | undefined {
  const rank = { none: 0, read: 1, write: 2 };
  const excess = Object.entries(asked).filter(([name, level]) => rank[level] > rank[allowed[name] ?? "none"]);
  if (excess.length === 0) return undefined;
  return {
    asked: excess.map(([name, level]) => `${name}: ${level}`).join(", "),
    allowed: excess.map(([name]) => `${name}: ${allowed[name] ?? "none"}`).join(", "),
  };
}

/** By the names that tokens use. A token can always read metadata; `id-token` is not a permission of a token. */
export function tokenPermissions(permissions: Permissions): Permissions {
  const named = Object.entries(permissions)
    .filter(([name]) => name !== "id-token")
    .map(([name, level]) => [name.replaceAll("-", "_"), level] as const);
  return { metadata: "read", ...Object.fromEntries(named) };
}
