import { repositoryShape } from "../../shapes/repository.ts";
import { paginate } from "../pagination.ts";
import type { InstallationRoute } from "./route.ts";

export const revokeAccessToken: InstallationRoute = {
  operation: "apps/revoke-installation-access-token",
  query: [],
  answer({ world, token }) {
    world.tokens.revoke(token);
    return { status: 204 };
  },
};

export const listInstallationRepositories: InstallationRoute = {
  operation: "apps/list-repos-accessible-to-installation",
  query: ["per_page", "page"],
  answer({ world, grant, url }) {
    const reached = grant.repositories.flatMap((fullName) => world.repositories.find(fullName) ?? []);
    const { items, headers } = paginate(reached, url);
    return {
      status: 200,
      headers,
      body: {
        total_count: reached.length,
        repositories: items.map((repository) => repositoryShape(world, repository)),
      },
    };
  },
};
