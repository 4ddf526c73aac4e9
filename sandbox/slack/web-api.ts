import type { ApiResponse } from "../http/answer.ts";
import type { DeskRequest } from "../http/desk.ts";
import { isFields } from "../narrow.ts";
import { invalid, rateLimited, SlackError } from "./errors.ts";
import * as chat from "./methods/chat.ts";
import { conversationsHistory } from "./methods/history.ts";
import type { Method } from "./methods/method.ts";
import * as people from "./methods/people.ts";
import * as views from "./methods/views.ts";
import type { App } from "./model.ts";
import type { Sockets } from "./sockets.ts";
import { textArgument } from "./text-argument.ts";
import type { World } from "./world.ts";

const METHODS: readonly Method[] = [
  chat.postMessage,
  chat.update,
  chat.remove,
  chat.postEphemeral,
  chat.getPermalink,
  people.authTest,
  people.usersInfo,
  people.lookupByEmail,
  conversationsHistory,
  people.conversationsInfo,
  people.conversationsMembers,
  people.conversationsOpen,
  views.open,
  views.push,
  views.update,
];

/** Fields that hold JSON where the body is a form. */
const JSON_FIELDS = new Set(["blocks", "view", "metadata"]);

/** Answers `POST /api/<method>`. */
export function answerMethod(world: World, sockets: Sockets, request: DeskRequest): ApiResponse {
  const { "*": name = "" } = request.params;
  try {
    const body = argumentsOf(request);
    const { token: inBody, ...args } = body;
    const method = [...METHODS, connectionsOpen(sockets)].find((candidate) => candidate.name === name);
    if (method === undefined) throw new SlackError("unknown_method", { req_method: name });
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? inBody;
    const app = identify(world, method, token);
    const seconds = world.limits.spend(name, app.id, textArgument(args, "channel") ?? "");
    if (seconds !== undefined) return rateLimited(seconds);
    checkArguments(method, args);
    const scopes = app.scopes.join(",");
    return {
      status: 200,
      headers: {
        "x-oauth-scopes": scopes,
        ...(method.scope === undefined ? {} : { "x-accepted-oauth-scopes": method.scope }),
      },
      body: { ok: true, ...method.answer({ world, app, args }) },
    };
  } catch (error) {
    if (error instanceof SlackError) return error.answer;
    throw error;
  }
}

/** An app's token asks for the address of a websocket. */
const connectionsOpen = (sockets: Sockets): Method => ({
  name: "apps.connections.open",
  token: "app",
  scope: "connections:write",
  required: [],
  optional: [],
  answer({ app }) {
    if (!app.socketMode) throw new SlackError("forbidden_team");
    return { url: sockets.issue(app) };
  },
});

/** @throws SlackError in Slack's words for each reason why a token is invalid */
function identify(world: World, { token: wanted, scope }: Method, token: unknown): App {
  if (typeof token !== "string" || token === "") throw new SlackError("not_authed");
  const app = [...world.apps.values()].find(
    ({ botToken, appToken }) => token === botToken || token === appToken,
  );
  if (app === undefined) throw new SlackError("invalid_auth");
  if (world.isRevoked(app)) throw new SlackError("token_revoked");
  if ((token === app.appToken) !== (wanted === "app")) throw new SlackError("not_allowed_token_type");
  if (wanted === "bot" && scope !== undefined && !app.scopes.includes(scope))
    throw new SlackError("missing_scope", { needed: scope, provided: app.scopes.join(",") });
  return app;
}

function checkArguments({ required, optional }: Method, args: Readonly<Record<string, unknown>>): void {
  const missing = required
    .filter((field) => args[field] === undefined)
    .map((field) => `missing required field: ${field}`);
  const known = new Set([...required, ...optional]);
  const unknown = Object.keys(args)
    .filter((field) => !known.has(field))
    .map((field) => `sandbox does not know the argument: ${field}`);
  if (missing.length + unknown.length > 0) throw invalid("invalid_arguments", [...missing, ...unknown]);
}

function argumentsOf({ headers, body }: DeskRequest): Readonly<Record<string, unknown>> {
  const type = headers["content-type"] ?? "";
  const text = body.toString("utf8");
  if (type.startsWith("application/json")) {
    const parsed = parse(text, "invalid_json");
    if (!isFields(parsed)) throw new SlackError("json_not_object");
    return parsed;
  }
  if (text !== "" && !type.startsWith("application/x-www-form-urlencoded"))
    throw new SlackError("invalid_post_type");
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([field, value]) => [field, valueOf(field, value)]),
  );
}

function valueOf(field: string, value: string): unknown {
  if (JSON_FIELDS.has(field))
    return parse(value, field === "blocks" ? "invalid_blocks_format" : "invalid_arguments");
  if (value === "true" || value === "false") return value === "true";
  return value;
}

function parse(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlackError(code);
  }
}
