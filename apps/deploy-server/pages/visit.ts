import type { FastifyReply, FastifyRequest } from "fastify";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import { html } from "../../../lib/http/look/html.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { endSession, sessionOf } from "../http/sign-in.ts";
import { formToken, isFormToken, type Session } from "../people/session.ts";
import { tokenViewer, type Viewer } from "../people/viewer.ts";
import { isFinal, Rejected } from "../rejected.ts";
import { sentence } from "../sentence.ts";
import { mayPass, messageOf } from "../trouble.ts";
import { catalogFor, type Catalog } from "../views/catalog.ts";
import { unusable } from "../views/unusable.ts";
import type { World } from "../world.ts";
import { layout, message, type Layout } from "./layout.ts";

/** Somebody who has signed in, and what they may see. */
export interface Visit {
  readonly session: Session;
  readonly viewer: Viewer;
  readonly catalog: Catalog;
  readonly formToken: string;
}

export type Page = Omit<Layout, "viewer"> & { readonly status?: number };

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A page for people who have signed in; all others are offered to. */
export function pageFor(
  world: World,
  show: (visit: Visit, request: FastifyRequest) => Promise<Page>,
): Handler {
  return async (request, reply) => {
    const session = sessionOf(world, request);
    if (session === undefined) return sendPage(reply, welcome(request.url));
    const { login } = session.account;
    const token = formToken(world.settings.github, session);
    const viewer = { login, formToken: token };
    try {
      const visit = await visitOf(world, session);
      return sendPage(reply, { ...(await show(visit, request)), viewer });
    } catch (error) {
      if (isOver(error)) {
        endSession(world, reply);
        return sendPage(reply, welcome(request.url));
      }
      return sendPage(reply, { ...problemPage(world, error), viewer });
    }
  };
}

async function visitOf(world: World, session: Session): Promise<Visit> {
  const viewer = await tokenViewer(world, session.token);
  const catalog = await catalogFor(world, viewer);
  return { session, viewer, catalog, formToken: formToken(world.settings.github, session) };
}

/** What a form does. @returns the path to go to */
export type Act = (
  visit: Visit,
  sent: { readonly form: URLSearchParams; readonly request: FastifyRequest; readonly reply: FastifyReply },
) => Promise<string>;

/** A form of people who have signed in, sent from one of the pages. */
export function formFor(world: World, act: Act): Handler {
  return async (request, reply) => {
    const session = sessionOf(world, request);
    if (session === undefined) return sendPage(reply, welcome("/"));
    const viewer = { login: session.account.login, formToken: formToken(world.settings.github, session) };
    try {
      const form = readForm(world, request, session);
      const to = await act(await visitOf(world, session), { form, request, reply });
      return reply.header("cache-control", "no-store").redirect(to, 303);
    } catch (error) {
      if (isOver(error)) {
        endSession(world, reply);
        return sendPage(reply, welcome("/"));
      }
      return sendPage(reply, { ...problemPage(world, error), viewer });
    }
  };
}

/** A form of one of the server's own pages. @throws HttpProblem 403 for another site's */
export function readForm({ settings }: World, request: FastifyRequest, session: Session): URLSearchParams {
  const { origin } = request.headers;
  const isOwn = origin === undefined || origin === new URL(settings.publicUrl).origin;
  const text = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
  const form = new URLSearchParams(text);
  if (isOwn && isFormToken(settings.github, session, form.get("form_token") ?? "")) return form;
  throw new HttpProblem(
    403,
    "This form is not of a page that you have open: open the page again, and send it from there.",
  );
}

/** GitHub does not take the session's token any more: somebody has taken it back, or it has ended. */
function isOver(error: unknown): boolean {
  return codeOf(error) === "bad-credentials";
}

export function sendPage(
  reply: FastifyReply,
  { status = 200, ...page }: Page & Pick<Layout, "viewer">,
): FastifyReply {
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(layout(page));
}

function welcome(wanted: string): Page {
  const to = new URLSearchParams({ to: wanted });
  return {
    status: 401,
    title: "Sign in",
    body: message({
      title: "Sign in to see what is deployed",
      text: "GitHub says who you are, and which repositories you may read: you see what is deployed from those.",
      action: html`<p><a class="button primary" href="/sign-in?${to.toString()}">Sign in with GitHub</a></p>`,
    }),
  };
}

/** What somebody has to change, or what is tried again later; all else is the server's own fault. */
function problemPage(world: World, error: unknown): Page {
  if (error instanceof HttpProblem) return told(error.statusCode, error.message);
  if (error instanceof Rejected) return told(422, sentence(error.message));
  if (mayPass(error)) return told(503, `This cannot be looked up now: ${messageOf(error)}. Try again.`);
  if (isFinal(error)) return told(503, unusable(world, error));
  throw error;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "That is not right yet",
  403: "Not from here",
  404: "Not found",
  409: "Nothing has changed",
  422: "Nothing was asked for",
  503: "Not now",
};

function told(status: number, text: string): Page {
  const title = TITLES[status] ?? "That did not work";
  return {
    status,
    title,
    body: message({ title, text, action: html`<p><a href="/">Show all configs</a></p>` }),
  };
}
