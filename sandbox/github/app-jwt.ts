import { createPublicKey } from "node:crypto";
import { compactVerify, decodeJwt, type JWTPayload } from "jose";
import type { Apps } from "./apps.ts";
import { Refusal } from "./errors.ts";
import type { App } from "./model.ts";
import type { Credential } from "./tokens.ts";

/** "The expiration time … must be no more than 10 minutes into the future." */
const MAX_LIFE_SECONDS = 600;

const unauthorized = (message: string): Refusal =>
  new Refusal(401, message, { body: { documentation_url: "https://docs.github.com/rest" } });

/**
 * Which App presents this Authorization header: `Bearer <JWT>`, signed with its key.
 * @returns a refusal in GitHub's words, which `@octokit/auth-app` matches to correct for clock skew
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export async function identifyApp(
  apps: Apps,
  authorization: string | undefined,
  now: Date,
): Promise<Credential | Refusal> {
  const [, jwt = ""] = /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? "") ?? [];
  const claims = claimsOf(jwt);
  if (claims === undefined) return unauthorized("A JSON web token could not be decoded");
  if (claims.iss === undefined) return unauthorized("Missing 'issuer' claim ('iss') in assertion");
  const app = apps.byIssuer(claims.iss);
  if (app === undefined) return new Refusal(404, "Integration not found");
  if (!(await isSignedBy(app, jwt))) return unauthorized("A JSON web token could not be decoded");
  const complaint = complaintAboutTimes(claims, Math.floor(now.getTime() / 1000));
  if (complaint !== undefined) return unauthorized(complaint);
  return { token: jwt, grant: grantOf(app) };
}

/** The App itself reaches no repository: its requests are counted and logged under its own name. */
const grantOf = ({ id, slug }: App): Credential["grant"] => ({
  actor: `${slug}[bot]`,
  kind: "installation",
  repositories: [],
  permissions: {},
  installationId: id,
});

function claimsOf(jwt: string): JWTPayload | undefined {
  try {
    return decodeJwt(jwt);
  } catch {
    return undefined;
  }
}

async function isSignedBy({ privateKey }: App, jwt: string): Promise<boolean> {
  try {
    await compactVerify(jwt, createPublicKey(privateKey), { algorithms: ["RS256"] });
    return true;
  } catch {
    return false;
  }
}

/** @param now in epoch seconds */
function complaintAboutTimes({ exp, iat }: JWTPayload, now: number): string | undefined {
  if (typeof exp !== "number" || exp <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  if (exp > now + MAX_LIFE_SECONDS) return "'Expiration time' claim ('exp') is too far in the future";
  if (!Number.isInteger(iat) || Number(iat) > now) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  return undefined;
}
