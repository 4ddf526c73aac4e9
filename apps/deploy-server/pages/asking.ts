import { isWhole } from "../../../lib/deploys/again.ts";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import type { Requester } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { readReleaseState } from "../github/release-files.ts";
import { askFor, type AskedWish } from "../requests/ask-for.ts";
import { decide } from "../requests/decide.ts";
import { wishOf } from "../slack/parse-deploy.ts";
import { entryOf } from "../views/catalog.ts";
import { historyOf, isWritten } from "../views/history.ts";
import { requestFor } from "../views/request-view.ts";
import type { World } from "../world.ts";
import type { Visit } from "./visit.ts";

/** Past deploys among which one is looked for that is applied again. */
const LOOKED_AT = 200;

/** @throws HttpProblem 404 for what a visitor may not see */
export function targetOf({ catalog }: Visit, target: Target): Target {
  if (entryOf(catalog, target) !== undefined) return target;
  throw new HttpProblem(404, `There is no ${target.config} in ${target.channel} that you may see.`);
}

/** What the form under a target asks for. @returns the page of the request */
export async function deploy(world: World, visit: Visit, { target, form }: Sent): Promise<string> {
  const what = (form.get("what") ?? "").trim();
  if (what === "" || /\s/.test(what)) {
    throw new HttpProblem(
      400,
      `"${what}" names no branch, pull request or commit: write one of them, such as main, #12 or 1a2b3c4.`,
    );
  }
  return ask(world, visit, { target, kind: "deploy", wish: wishOf(what), why: whyIn(form) });
}

export function undeploy(world: World, visit: Visit, { target, form }: Sent): Promise<string> {
  return ask(world, visit, {
    target,
    kind: "undeploy",
    wish: { by: "desired", desired: VIRTUAL },
    why: whyIn(form),
  });
}

/** Asks for what a past request or release has made run, whole. */
export async function reapply(world: World, visit: Visit, { target, form }: Sent): Promise<string> {
  const of = form.get("of") ?? "";
  const { history } = await historyOf(world, visit.catalog.state, { target, limit: LOOKED_AT });
  const past = history.find(({ request, commit }) => (request?.id ?? commit) === of);
  if (past === undefined || !isWritten(past) || !isWhole(past.what)) {
    throw new HttpProblem(
      404,
      `There is nothing to apply again of ${of}: choose it from the history of ${target.config} in ${target.channel}.`,
    );
  }
  return ask(world, visit, {
    target,
    kind: "reapply",
    wish: { by: "desired", desired: past.what },
    why: `again what ran since ${past.at}`,
  });
}

/** A form that was sent, for a target that its sender may see. */
export interface Sent {
  readonly target: Target;
  readonly form: URLSearchParams;
}

function whyIn(form: URLSearchParams): string {
  return (form.get("why") ?? "").trim().slice(0, 300);
}

async function ask(world: World, visit: Visit, wish: Omit<AskedWish, "by">): Promise<string> {
  const { config } = await readReleaseState(world.github, world.settings.releases);
  const answer = await askFor(world, { config, asked: { ...wish, by: requesterIn(visit) } });
  if (answer.kind === "made") return `/requests/${answer.request.id}`;
  throw new HttpProblem(404, `Nothing was asked for: ${answer.fault.says}.`);
}

function requesterIn({ session }: Visit) {
  return { via: "page", account: session.account } as const satisfies Requester;
}

/** A decision about a request, by the button of its page. @returns the page to look at */
export async function decideOn(
  world: World,
  visit: Visit,
  { id, form }: { readonly id: string; readonly form: URLSearchParams },
): Promise<string> {
  const view = await requestFor(world, visit.catalog, id);
  if (view === undefined) throw noRequest(id);
  const decided = await decide(world, {
    request: view.request,
    decision: form.get("decision") ?? "",
    previewHash: form.get("preview") ?? "",
    by: requesterIn(visit),
  });
  if (decided.kind === "done") return `/requests/${decided.request}`;
  throw new HttpProblem(409, `Nothing has changed: ${decided.because}.`);
}

export function noRequest(id: string): HttpProblem {
  return new HttpProblem(404, `There is no request ${id} that you may see.`);
}
