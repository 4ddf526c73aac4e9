import { parseDocument } from "yaml";
import { isFields } from "../../narrow.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";
import { findWorkflow, WORKFLOW_FOLDER } from "./workflow-file.ts";

const readWorkflows = { name: "actions", level: "read" } as const;

/** The workflows of the default branch, by their files' names. */
export const listWorkflows: RestRoute = {
  operation: "actions/list-repo-workflows",
  permission: readWorkflows,
  query: ["per_page", "page"],
  async answer(request) {
    const { git, info } = request.repository;
    const main = await git.refs.read(`refs/heads/${info.defaultBranch}`);
    const folder = main === undefined ? undefined : await git.entry(main, WORKFLOW_FOLDER);
    const files = folder === undefined ? [] : ((await git.tree(folder.oid)) ?? []);
    const all = files.filter(({ name }) => /\.ya?ml$/.test(name));
    const { items, headers } = paginate(all, request.url);
    const workflows = await Promise.all(
      items.map(({ name, oid }) => workflowShape(request, `${WORKFLOW_FOLDER}/${name}`, oid)),
    );
    return { status: 200, headers, body: { total_count: all.length, workflows } };
  },
};

export const getWorkflow: RestRoute = {
  operation: "actions/get-workflow",
  permission: readWorkflows,
  query: [],
  async answer(request) {
    const path = await findWorkflow(request);
    const { git, info } = request.repository;
    const main = (await git.refs.read(`refs/heads/${info.defaultBranch}`)) ?? "";
    const entry = await git.entry(main, path);
    return { status: 200, body: await workflowShape(request, path, entry?.oid ?? "") };
  },
};

/** GitHub's "workflow". Nobody can disable one here. */
async function workflowShape(
  { world, repository }: RestRequest,
  path: string,
  blob: string,
): Promise<Record<string, unknown>> {
  const { id: repositoryId, fullName, htmlUrl, defaultBranch } = repository.info;
  const id = world.workflowIds.idOf(repositoryId, path);
  const file = path.slice(WORKFLOW_FOLDER.length + 1);
  const at = timestamp(repository.createdAt);
  return {
    id,
    node_id: nodeId("W", id),
    name: nameIn((await repository.git.blob(blob))?.toString("utf8") ?? "") ?? path,
    path,
    state: "active",
    created_at: at,
    updated_at: at,
    url: `${world.apiUrl}/repos/${fullName}/actions/workflows/${id}`,
    html_url: `${htmlUrl}/blob/${defaultBranch}/${path}`,
    badge_url: `${htmlUrl}/workflows/${encodeURIComponent(file)}/badge.svg`,
  };
}

/** A workflow without a name, or whose file is not YAML, goes by its path. */
function nameIn(source: string): string | undefined {
  const document = parseDocument(source);
  const workflow: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const name = isFields(workflow) ? workflow["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
