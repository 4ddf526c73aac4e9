import { notFound, unknownToSandbox } from "../../errors.ts";
import type { Environment } from "../../settings/repository-settings.ts";
import { nodeId } from "../../shapes/node-id.ts";
import { timestamp } from "../../shapes/time.ts";
import type { RestRequest, RestRoute } from "../route.ts";

const environmentsOf = ({ world, repository }: RestRequest) =>
  world.settings.of(repository.info.id).environments;
const nameIn = ({ params }: RestRequest): string => params["environment_name"] ?? "";

export const getEnvironment: RestRoute = {
  operation: "repos/get-environment",
  permission: { name: "actions", level: "read" },
  query: [],
  answer(request) {
    const environment = environmentsOf(request).get(nameIn(request).toLowerCase());
    if (environment === undefined) throw notFound();
    return { status: 200, body: shapeOf(request, environment) };
  },
};

export const putEnvironment: RestRoute = {
  operation: "repos/create-or-update-environment",
  permission: { name: "administration", level: "write" },
  query: [],
  answer(request) {
    const { world, body } = request;
    // Rules that nothing here would follow are refused.
    if (Object.keys(body ?? {}).length > 0) throw unknownToSandbox("protection rules of environments");
    const environments = environmentsOf(request);
    const name = nameIn(request);
    const environment = environments.get(name.toLowerCase()) ?? {
      id: world.settings.newId(),
      name,
      createdAt: world.clock(),
    };
    environments.set(name.toLowerCase(), environment);
    return { status: 200, body: shapeOf(request, environment) };
  },
};

function shapeOf({ world, repository }: RestRequest, { id, name, createdAt }: Environment): object {
  const { fullName, htmlUrl } = repository.info;
  const inUrl = encodeURIComponent(name);
  return {
    id,
    node_id: nodeId("EN", id),
    name,
    url: `${world.apiUrl}/repos/${fullName}/environments/${inUrl}`,
    html_url: `${htmlUrl}/deployments/activity_log?environments_filter=${inUrl}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    protection_rules: [],
    deployment_branch_policy: null,
  };
}
