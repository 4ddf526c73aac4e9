import { delivery, github, inRepository, installation, type Case } from "./testing.ts";

/** Requests of an App, and of its installation. */
export const appCases: readonly Case[] = [
  { operation: "apps/get-authenticated", path: "/app", as: "app" },
  {
    operation: "apps/list-webhook-deliveries",
    path: async () => {
      await github.webhooksSettled();
      return "/app/hook/deliveries";
    },
    as: "app",
  },
  {
    operation: "apps/get-webhook-delivery",
    path: () => `/app/hook/deliveries/${delivery()}`,
    as: "app",
  },
  {
    operation: "apps/redeliver-webhook-delivery",
    method: "POST",
    path: () => `/app/hook/deliveries/${delivery()}/attempts`,
    as: "app",
  },
  {
    operation: "teams/get-membership-for-user-in-org",
    path: "/orgs/acme/teams/release/memberships/alice",
    as: "installation",
  },
  { operation: "apps/list-installations", path: "/app/installations", as: "app" },
  { operation: "apps/get-installation", path: () => `/app/installations/${installation.id}`, as: "app" },
  { operation: "apps/get-repo-installation", path: `${inRepository}/installation`, as: "app" },
  { operation: "apps/get-org-installation", path: "/orgs/acme/installation", as: "app" },
  { operation: "apps/get-user-installation", path: "/users/acme/installation", as: "app" },
  {
    operation: "apps/create-installation-access-token",
    method: "POST",
    path: () => `/app/installations/${installation.id}/access_tokens`,
    body: () => ({ repositories: ["releases"] }),
    as: "app",
  },
  {
    operation: "apps/list-repos-accessible-to-installation",
    path: "/installation/repositories",
    as: "installation",
  },
  {
    operation: "apps/revoke-installation-access-token",
    method: "DELETE",
    path: "/installation/token",
    as: "installation",
  },
];
