import { notFound } from "../../errors.ts";
import type { RepositoryPermission } from "../../model.ts";
import { userShape } from "../../shapes/user.ts";
import type { RestRoute } from "../route.ts";

/** The role's place among the four that GitHub had before there were others. */
const LEGACY: Readonly<Record<RepositoryPermission, string>> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
  none: "none",
};

export const getCollaboratorPermission: RestRoute = {
  operation: "repos/get-collaborator-permission-level",
  permission: { name: "metadata", level: "read" },
  query: [],
  answer({ world, repository, params }) {
    const { username: login = "" } = params;
    if (!world.accounts.knows(login)) throw notFound();
    const role = world.people.permission(repository.info, login);
    const can = (...roles: readonly RepositoryPermission[]): boolean => roles.includes(role);
    const user = {
      ...userShape(world, login),
      permissions: {
        pull: role !== "none",
        triage: can("admin", "maintain", "write", "triage"),
        push: can("admin", "maintain", "write"),
        maintain: can("admin", "maintain"),
        admin: can("admin"),
      },
      role_name: role,
    };
    return { status: 200, body: { permission: LEGACY[role], user, role_name: role } };
  },
};
