import type { StoredRepository } from "../repositories.ts";
import { repositoryShape } from "../shapes/repository.ts";
import type { World } from "../world.ts";
import type { RestRoute } from "./route.ts";

export const getRepository: RestRoute = {
  operation: "repos/get",
  permission: { name: "metadata", level: "read" },
  query: [],
  answer: ({ world, repository }) => ({
    status: 200,
    body: {
      ...repositoryShape(world, repository),
      ...originShapes(world, repository),
      network_count: 0,
      subscribers_count: 0,
    },
  }),
};

/** What a fork is of, and where its network began. */
function originShapes(world: World, { parent }: StoredRepository): Record<string, unknown> {
  if (parent === undefined) return {};
  let source = parent;
  while (source.parent !== undefined) source = source.parent;
  return { parent: repositoryShape(world, parent), source: repositoryShape(world, source) };
}
