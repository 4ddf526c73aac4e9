import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../../http/answer.ts";
import { pathParams } from "../../http/request.ts";
import { Refusal, unknownToSandbox } from "../errors.ts";
import type { Caller, Exchange } from "../exchange.ts";
import { outsideApi, refuseOutsideApi } from "../outside-api.ts";
import type { World } from "../world.ts";
import { REQUEST_PATH, type Issuer } from "./issuer.ts";

/** Serves the issuer where GitHub Enterprise Server has it, and the address where a job's steps ask for a token. */
export function registerOidc(app: FastifyInstance, world: World, exchange: Exchange, issuer: Issuer): void {
  const serve = (
    id: string,
    url: string,
    answer: (request: FastifyRequest, caller: Caller) => Promise<ApiResponse>,
  ): void => {
    app.get(url, (request, reply) =>
      exchange.serve(request, reply, outsideApi(id), refuseOutsideApi, (caller) => answer(request, caller)),
    );
  };
  serve("oidc:configuration", "/_services/token/.well-known/openid-configuration", async () => ({
    status: 200,
    body: configuration(issuer.issuer),
  }));
  serve("oidc:jwks", "/_services/token/.well-known/jwks", async (_request, { asOf }) => ({
    status: 200,
    body: await issuer.keys.published(asOf),
  }));
  serve("oidc:id-token", REQUEST_PATH, (request) => idToken(world, issuer, request));
}

async function idToken(world: World, issuer: Issuer, request: FastifyRequest): Promise<ApiResponse> {
  const { searchParams: query } = new URL(request.url, world.url);
  if (query.get("api-version") !== "2.0") {
    throw unknownToSandbox(`the api-version "${query.get("api-version") ?? ""}" of an id token`);
  }
  const { plan = "" } = pathParams(request);
  const [, token = ""] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const job = issuer.jobOf(plan, token);
  if (job === undefined) throw new Refusal(401, "Unauthorized");
  return { status: 200, body: { value: await issuer.mint(job, query.get("audience") ?? undefined) } };
}

/** @see https://token.actions.githubusercontent.com/.well-known/openid-configuration */
const configuration = (issuer: string): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks`,
  subject_types_supported: ["public", "pairwise"],
  response_types_supported: ["id_token"],
  claims_supported: [
    ..."sub aud exp iat iss jti nbf ref repository repository_id repository_owner".split(" "),
    ..."repository_owner_id run_id run_number run_attempt actor actor_id workflow workflow_ref".split(" "),
    ..."workflow_sha head_ref base_ref event_name ref_type environment job_workflow_ref".split(" "),
    ..."job_workflow_sha repository_visibility runner_environment".split(" "),
  ],
  id_token_signing_alg_values_supported: ["RS256"],
  scopes_supported: ["openid"],
});
