import { createHmac } from "node:crypto";
import { textAt } from "../narrow.ts";

/** What to ask, and where. The application is synced automatically from a branch's tip. */
export interface ConversationOptions {
  /** Of Argo CD's server, without a slash at the end. */
  readonly url: string;
  readonly application: string;
  readonly project: string;
  /** For an account that may only get and sync the application. */
  readonly token: string;
  /** For an account that may do everything. */
  readonly adminToken: string;
  readonly admin: { readonly username: string; readonly password: string };
  /** The page of a repository that no application follows. */
  readonly otherRepository: string;
  /** What GitHub signs its webhooks with; undefined if Argo CD has no secret for it. */
  readonly webhookSecret?: string | undefined;
  /** Called before each request, with its name, to establish what must hold by then. */
  readonly before?: (name: string) => Promise<void> | void;
}

/** One request with its answer. */
export interface Exchanged {
  readonly name: string;
  readonly status: number;
  /** Absent without a body. */
  readonly type: string | undefined;
  /** JSON where it is JSON, text otherwise. */
  readonly body: unknown;
}

interface Question {
  readonly name: string;
  readonly method?: string;
  readonly path: string | ((exchanged: readonly Exchanged[]) => string);
  /** Defaults to nobody. */
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = { "content-type": "application/json" };

function signature(secret: string, body: string): Readonly<Record<string, string>> {
  return { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

/** The requests whose answers were recorded, in that order. */
function questions({
  application,
  token,
  adminToken,
  admin,
  otherRepository,
  webhookSecret,
}: ConversationOptions): readonly Question[] {
  const path = `/api/v1/applications/${application}`;
  const push = {
    ref: "refs/heads/main",
    before: "0".repeat(40),
    after: "1".repeat(40),
    repository: { html_url: otherRepository, default_branch: "main" },
  };
  const hook = (name: string, event: string | undefined, body: unknown): Question => ({
    name,
    method: "POST",
    path: "/api/webhook",
    body,
    headers: {
      ...JSON_TYPE,
      ...(event === undefined ? {} : { "x-github-event": event }),
      ...(webhookSecret === undefined ? {} : signature(webhookSecret, JSON.stringify(body))),
    },
  });
  const write = (name: string, method: string, below: string, body?: unknown): Question => ({
    name,
    method,
    path: path + below,
    token,
    body,
    headers: JSON_TYPE,
  });
  return [
    { name: "session-login", method: "POST", path: "/api/v1/session", body: admin, headers: JSON_TYPE },
    {
      name: "session-login-wrong",
      method: "POST",
      path: "/api/v1/session",
      body: { ...admin, password: `not ${admin.password}` },
      headers: JSON_TYPE,
    },
    { name: "version", path: "/api/version" },
    { name: "userinfo", path: "/api/v1/session/userinfo", token },
    { name: "app-get-no-token", path },
    { name: "app-get-bad-token", path, token: "!.a.b" },
    { name: "app-get", path, token },
    { name: "app-get-absent", path: `${path}-absent`, token },
    { name: "app-get-absent-admin", path: `${path}-absent`, token: adminToken },
    { name: "app-get-wrong-project", path: `${path}?project=default`, token: adminToken },
    {
      name: "app-list",
      path: "/api/v1/applications?fields=items.metadata.name,items.status.health,metadata.resourceVersion",
      token,
    },
    { name: "app-refresh", path: `${path}?refresh=normal`, token },
    { name: "app-refresh-hard", path: `${path}?refresh=hard`, token },
    { name: "resource-tree", path: `${path}/resource-tree`, token },
    { name: "managed-resources", path: `${path}/managed-resources`, token },
    write("sync-no-body", "POST", "/sync", {}),
    write("sync-again-at-once", "POST", "/sync", {}),
    {
      name: "sync-no-content-type",
      method: "POST",
      path: `${path}/sync`,
      token,
      body: {},
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
    write("sync-other-revision", "POST", "/sync", { revision: "0123456789012345678901234567890123456789" }),
    write("sync-dry-run", "POST", "/sync", { dryRun: true }),
    write("app-patch-forbidden", "PATCH", "", { name: application, patch: "{}", patchType: "merge" }),
    write("app-delete-forbidden", "DELETE", ""),
    { name: "revision-metadata-unresolved", path: `${path}/revisions/HEAD/metadata`, token },
    {
      name: "revision-metadata",
      path: (exchanged) => `${path}/revisions/${comparedRevision(exchanged)}/metadata`,
      token,
    },
    write("operation-terminate-none", "DELETE", "/operation"),
    { name: "operation-terminate-no-content-type", method: "DELETE", path: `${path}/operation`, token },
    hook("webhook-unknown-repo", "push", push),
    hook("webhook-ping", "ping", { zen: "Keep it logically awesome.", hook_id: 1 }),
    hook("webhook-no-event", undefined, push),
    hook("webhook-other-event", "issues", { action: "opened" }),
  ];
}

/** Sends an Argo CD, real or not, every recorded request. */
export async function argoCdConversation(options: ConversationOptions): Promise<readonly Exchanged[]> {
  const exchanged: Exchanged[] = [];
  for (const question of questions(options)) {
    await options.before?.(question.name);
    const { path } = question;
    const where = typeof path === "string" ? path : path(exchanged);
    exchanged.push(await ask(options.url + where, question));
  }
  return exchanged;
}

/** The commit that the application says it was last compared with. */
function comparedRevision(exchanged: readonly Exchanged[]): string {
  const body = exchanged.find(({ name }) => name === "app-get")?.body;
  return textAt(body, "status", "sync", "revision") ?? "";
}

async function ask(
  url: string,
  { name, method = "GET", token, body, headers }: Omit<Question, "path">,
): Promise<Exchanged> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? undefined;
  return {
    name,
    status: response.status,
    type,
    body: type === "application/json" ? JSON.parse(text) : text,
  };
}
