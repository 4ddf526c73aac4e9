import type { App, Installation } from "../model.ts";
import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

/** GitHub's "integration": an App. */
export function appShape(world: World, app: App): Record<string, unknown> {
  const at = timestamp(app.createdAt);
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    client_id: app.clientId,
    owner: userShape(world, app.owner),
    name: app.name,
    description: null,
    external_url: world.url,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: at,
    updated_at: at,
    permissions: app.permissions,
    events: [],
  };
}

/** The App whose bot this is, as deployments name it; null for users. */
export function viaAppShape(world: World, login: string): Record<string, unknown> | null {
  const app = world.apps.bySlug(login.replace(/\[bot\]$/, ""));
  return app === undefined || !login.endsWith("[bot]") ? null : appShape(world, app);
}

/** GitHub's "installation". */
export function installationShape(world: World, installation: Installation): Record<string, unknown> {
  const { id, app, account, repositories, suspendedAt } = installation;
  const at = timestamp(installation.createdAt);
  return {
    id,
    account: userShape(world, account),
    repository_selection: repositories === "all" ? "all" : "selected",
    access_tokens_url: `${world.apiUrl}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.apiUrl}/installation/repositories`,
    html_url: installation.htmlUrl,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: world.accounts.idOf(account),
    target_type: world.accounts.typeOf(account),
    permissions: installation.permissions,
    events: [],
    created_at: at,
    updated_at: at,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedAt === null ? null : userShape(world, account),
    suspended_at: suspendedAt === null ? null : timestamp(suspendedAt),
  };
}
