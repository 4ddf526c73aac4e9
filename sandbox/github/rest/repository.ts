import { repositoryShape } from "../shapes/repository.ts";
import type { RestRoute } from "./route.ts";

export const getRepository: RestRoute = {
  operation: "repos/get",
  permission: { name: "metadata", level: "read" },
  query: [],
  answer: ({ world, repository }) => ({
    status: 200,
    body: { ...repositoryShape(world, repository), network_count: 0, subscribers_count: 0 },
  }),
};
