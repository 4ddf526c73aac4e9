import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../../http/answer.ts";
import { html, page } from "../../http/html.ts";
import { pathParams } from "../../http/request.ts";
import { textsIn } from "../../narrow.ts";
import { reaches } from "../apps.ts";
import { Refusal, unknownToSandbox } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { App, Repository, TokenGrant } from "../model.ts";
import { outsideApi, refuseOutsideApi } from "../outside-api.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";

/** "User access tokens that expire": after eight hours. */
const TOKEN_LIFE = 28_800;

const AUTHORIZE = new Set([
  "client_id",
  "redirect_uri",
  "state",
  "scope",
  "login",
  "allow_signup",
  "prompt",
  "code_challenge",
  "code_challenge_method",
  "as",
]);

/** Serves the web flow that tells an App who somebody is. */
export function registerSignIn(app: FastifyInstance, world: World, exchange: Exchange): void {
  const serve = (
    method: "GET" | "POST",
    url: string,
    id: string,
    answer: (request: FastifyRequest) => ApiResponse,
  ): void => {
    app.route({
      method,
      url,
      handler: (request, reply) =>
        exchange.serve(request, reply, outsideApi(id), refuseOutsideApi, () =>
          Promise.resolve().then(() => answer(request)),
        ),
    });
  };
  serve("GET", "/login/oauth/authorize", "sign-in:authorize", (request) =>
    authorize(world, new URL(request.url, world.url)),
  );
  serve("POST", "/login/oauth/access_token", "sign-in:access-token", (request) =>
    accessToken(world, request),
  );
  serve("POST", "/api/v3/applications/:clientId/token", "apps/check-token", (request) =>
    checkToken(world, request),
  );
}

/** Whether a token is one that a user has given to the App that asks. */
function checkToken(world: World, request: FastifyRequest): ApiResponse {
  const { clientId = "" } = pathParams(request);
  const app = world.apps.byClientId(clientId);
  const basic = Buffer.from(`${clientId}:${app?.clientSecret ?? ""}`).toString("base64");
  if (app === undefined || request.headers.authorization !== `Basic ${basic}`)
    throw new Refusal(404, "Not Found");
  const found = world.tokens.identify(`Bearer ${formOf(request).get("access_token") ?? ""}`);
  if (found === undefined || !("grant" in found) || found.grant.clientId !== clientId) {
    throw new Refusal(404, "Not Found");
  }
  const { grant, token } = found;
  return { status: 200, body: { token, user: userShape(world, grant.actor), app: { client_id: clientId } } };
}

/** A page on which one chooses who one is; with `as=<login>`, which only the sandbox has, that choice is made. */
function authorize(world: World, url: URL): ApiResponse {
  const { searchParams: query } = url;
  const unknown = [...query.keys()].find((name) => !AUTHORIZE.has(name));
  if (unknown !== undefined) throw unknownToSandbox(`the parameter "${unknown}" of /login/oauth/authorize`);
  const app = world.apps.byClientId(query.get("client_id") ?? "");
  if (app === undefined) throw new Refusal(404, "Not Found");
  const redirectUri = query.get("redirect_uri") ?? app.callbackUrls[0] ?? "";
  if (!app.callbackUrls.includes(redirectUri))
    return leadBack(app.callbackUrls[0] ?? world.url, mismatch(query.get("state")));
  const login = query.get("as");
  if (login === null)
    return {
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
      body: choicePage(world, app, url),
    };
  const state = query.get("state");
  const method = query.get("code_challenge_method");
  if (method !== null && method !== "S256") throw unknownToSandbox(`the code_challenge_method "${method}"`);
  const code = world.signIns.issue({
    app,
    login,
    redirectUri,
    challenge: query.get("code_challenge") ?? undefined,
  });
  return leadBack(redirectUri, { code, ...(state === null ? {} : { state }) });
}

const mismatch = (state: string | null): Readonly<Record<string, string>> => ({
  error: "redirect_uri_mismatch",
  error_description: "The redirect_uri MUST match the registered callback URL for this application.",
  ...(state === null ? {} : { state }),
});

function leadBack(redirectUri: string, parameters: Readonly<Record<string, string>>): ApiResponse {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return { status: 302, headers: { location: target.href } };
}

function choicePage(world: World, app: App, url: URL): string {
  const choices = world.accounts.people().map((login) => {
    const target = new URL(url);
    target.searchParams.set("as", login);
    return html`<li><a href="${target.pathname}${target.search}">${login}</a></li>`;
  });
  return page(
    `Sign in to ${app.name}`,
    html`<p>Who are you?</p>
      <ul>
        ${choices}
      </ul>`,
  ).text;
}

/** Errors come with status 200, as GitHub's do; JSON only for those who ask for it. */
function accessToken(world: World, request: FastifyRequest): ApiResponse {
  const fields = formOf(request);
  const asked = (request.headers.accept ?? "").includes("application/json");
  const answer = (body: Readonly<Record<string, string | number>>): ApiResponse => {
    const texts = Object.entries(body).map(([name, value]) => [name, String(value)] as const);
    return asked
      ? { status: 200, body }
      : {
          status: 200,
          headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
          body: new URLSearchParams(Object.fromEntries(texts)).toString(),
        };
  };
  const app = world.apps.byClientId(fields.get("client_id") ?? "");
  if (app === undefined || app.clientSecret !== fields.get("client_secret"))
    return answer(
      failure("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect."),
    );
  if (fields.has("grant_type"))
    throw unknownToSandbox(`the grant_type "${String(fields.get("grant_type"))}"`);
  const login = world.signIns.exchange(fields.get("code") ?? "", app, {
    redirectUri: fields.get("redirect_uri"),
    verifier: fields.get("code_verifier"),
  });
  if (login === undefined)
    return answer(failure("bad_verification_code", "The code passed is incorrect or expired."));
  const grant = userGrant(world, app, login);
  const expiresAt = new Date(world.clock().getTime() + TOKEN_LIFE * 1000);
  const token = world.tokens.create(grant, { expiresAt, refusal: () => undefined });
  return answer({ access_token: token, expires_in: TOKEN_LIFE, token_type: "bearer", scope: "" });
}

/** An App's token for a user sees what both see, as it is whenever it is used. Nothing writes with one here. */
function userGrant(world: World, app: App, login: string): TokenGrant {
  return {
    actor: login,
    kind: "user",
    clientId: app.clientId,
    permissions: { metadata: "read", contents: "read" },
    get repositories() {
      const isShared = (repository: Repository): boolean =>
        world.apps.installationsOf(app).some((installation) => reaches(installation, repository)) &&
        world.people.permission(repository, login) !== "none";
      return world.repositories
        .all()
        .filter(isShared)
        .map(({ fullName }) => fullName);
    },
  };
}

const failure = (error: string, description: string): Readonly<Record<string, string>> => ({
  error,
  error_description: description,
  error_uri:
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/",
});

function formOf({ body, headers }: FastifyRequest): URLSearchParams {
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
  if (headers["content-type"]?.startsWith("application/json") === true)
    return new URLSearchParams(textsIn(JSON.parse(text)));
  return new URLSearchParams(text);
}
