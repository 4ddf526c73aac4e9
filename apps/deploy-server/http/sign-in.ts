import { createHash, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { tokenOwner, type Account } from "../../../lib/github/people/account.ts";
import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { numberAt, textAt } from "../narrow.ts";
import { openSeal, seal, sealingKeys } from "../people/seal.ts";
import { openSession, sealSession, SESSION_MS, type Session } from "../people/session.ts";
import { exchangeCode, signInAddress, signInOf, type UserToken } from "../people/sign-in.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { cookieOf, setCookie } from "./cookies.ts";

const SESSION = "deploy_session";
/** What only the browser knows that has begun a sign-in: nobody is signed in as somebody else by a link. */
const VERIFIER = "deploy_sign_in";
const SIGN_IN_MS = 10 * 60_000;
const PURPOSE = "page";

/** `GET /sign-in`: on to GitHub. */
export function signInEndpoint(world: World): Endpoint {
  return {
    method: "GET",
    url: "/sign-in",
    id: "signIn",
    summary: "Sign in to GitHub, to see the pages",
    query: {
      to: {
        type: "string",
        maxLength: 500,
        default: "/",
        description: "the page to go to afterwards, in at most 500 characters",
      },
    },
    answers: {
      302: { description: "to GitHub." },
      400: problem("the page to go to is no address of this server."),
      503: problem("nobody can sign in here yet."),
    },
    handle({ query }, reply) {
      canSignIn(world);
      const { settings, clock } = world;
      const to = ownPath(new Parameters(query).text("to"));
      const verifier = randomBytes(32).toString("base64url");
      const until = clock.now().getTime() + SIGN_IN_MS;
      const state = seal(sealingKeys(settings.github), PURPOSE, { to, until, proof: proofOf(verifier) });
      setCookie(reply, { name: VERIFIER, value: verifier, seconds: SIGN_IN_MS / 1000 }, settings.publicUrl);
      return reply
        .header("cache-control", "no-store")
        .redirect(signInAddress(world, { state, verifier }), 302);
    },
  };
}

/** Whether somebody comes back who wanted to see a page. */
export function isPageState({ settings }: World, state: string): boolean {
  return openSeal(sealingKeys(settings.github), PURPOSE, state) !== undefined;
}

interface Returned {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly state: string;
  readonly code: string;
}

/** Signs somebody in who comes back from GitHub, and leads them to the page that they wanted. */
export async function endPageSignIn(
  world: World,
  { request, reply, state, code }: Returned,
): Promise<FastifyReply> {
  const { settings, clock } = world;
  const now = clock.now().getTime();
  const facts = openSeal(sealingKeys(settings.github), PURPOSE, state);
  const verifier = cookieOf(request, VERIFIER);
  const isOwn = verifier !== undefined && textAt(facts, "proof") === proofOf(verifier);
  if ((numberAt(facts, "until") ?? 0) <= now || !isOwn) {
    throw new HttpProblem(400, "This sign-in has expired, or began in another browser: open the page again.");
  }
  const again = "Open the page again.";
  const { token, lifeMs = SESSION_MS } = await exchanged(world, { code, verifier, again });
  const account = await ownerOf(world, token);
  const ms = Math.min(lifeMs, SESSION_MS);
  const value = sealSession(settings.github, { account, token, until: now + ms });
  setCookie(reply, { name: SESSION, value, seconds: Math.floor(ms / 1000) }, settings.publicUrl);
  setCookie(reply, { name: VERIFIER, value: "", seconds: 0 }, settings.publicUrl);
  const to = ownPath(textAt(facts, "to") ?? "/");
  return reply.header("cache-control", "no-store").redirect(`${settings.publicUrl}${to}`, 302);
}

/** What the address says of a verifier: a GitHub that does not know challenges compares nothing itself. */
function proofOf(verifier: string): string {
  return createHash("sha256").update(`sign-in ${verifier}`).digest("base64url");
}

/** Who has signed in, by the cookie of a request. */
export function sessionOf({ settings, clock }: World, request: FastifyRequest): Session | undefined {
  const value = cookieOf(request, SESSION);
  return value === undefined ? undefined : openSession(settings.github, value, clock.now().getTime());
}

export function endSession({ settings }: World, reply: FastifyReply): void {
  setCookie(reply, { name: SESSION, value: "", seconds: 0 }, settings.publicUrl);
}

/** A path of this server, never another one's address: `//elsewhere.example` is one, too. */
export function ownPath(path: string): string {
  return /^\/(?![/\\])[\u0021-\u007e]*$/.test(path) ? path : "/";
}

/** A code for a token, with what to do where that fails. @throws HttpProblem */
export async function exchanged(
  world: World,
  { code, verifier, again }: { readonly code: string; readonly verifier?: string; readonly again: string },
): Promise<UserToken> {
  canSignIn(world);
  try {
    return await exchangeCode(world, { code, ...(verifier !== undefined && { verifier }) });
  } catch (error) {
    if (error instanceof Rejected) throw new HttpProblem(400, `${error.message}. ${again}`);
    throw error;
  }
}

/** @throws HttpProblem */
function canSignIn(world: World): void {
  try {
    signInOf(world);
  } catch (error) {
    if (error instanceof Rejected) {
      throw new HttpProblem(503, `${error.message}.`);
    }
    throw error;
  }
}

export function ownerOf({ github }: World, token: string): Promise<Account> {
  return tokenOwner(github.session(), { token, tokenLabel: "the sign-in's token" });
}
