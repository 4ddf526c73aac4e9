import type { Requester, Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { readReleaseState } from "../github/release-files.ts";
import { askFor } from "../requests/ask-for.ts";
import { decide } from "../requests/decide.ts";
import { wishedNow, type Wished } from "../requests/wished.ts";
import { sentence } from "../sentence.ts";
import { wishIn } from "../slack/parse-deploy.ts";
import { entryOf, isArtifactless } from "../views/catalog.ts";
import { requestFor } from "../views/request-view.ts";
import type { World } from "../world.ts";
import type { Visit } from "./visit.ts";

/** @throws HttpProblem 404 for what a visitor may not see */
export function targetOf({ catalog }: Visit, target: Target): Target {
  if (entryOf(catalog, target) !== undefined) return target;
  throw new HttpProblem(404, `There is no ${target.config} in ${target.channel} that you may see.`);
}

/** What the form under a target asks for. @returns the page of the request */
export async function deploy(world: World, visit: Visit, { target, form }: Sent): Promise<string> {
  const entry = entryOf(visit.catalog, target);
  const needsWhat = entry === undefined || !isArtifactless(entry);
  return ask(world, visit, { target, form, wished: { kind: "deploy", wish: namedIn(form, needsWhat) } });
}

export function undeploy(world: World, visit: Visit, sent: Sent): Promise<string> {
  return ask(world, visit, { ...sent, wished: { kind: "undeploy" } });
}

/** Asks for what a past request or release has made run, whole. */
export async function reapply(world: World, visit: Visit, sent: Sent): Promise<string> {
  return ask(world, visit, { ...sent, wished: { kind: "reapply", which: sent.form.get("of") ?? "" } });
}

/** Asks for what ran before. */
export function rollback(world: World, visit: Visit, sent: Sent): Promise<string> {
  return ask(world, visit, { ...sent, wished: { kind: "rollback" } });
}

/** Makes git say what the clusters really run. */
export function adopt(world: World, visit: Visit, sent: Sent): Promise<string> {
  return ask(world, visit, { ...sent, wished: { kind: "adopt" } });
}

/** Lets builds and pushes deploy it again. */
export function resume(world: World, visit: Visit, sent: Sent): Promise<string> {
  return ask(world, visit, { ...sent, wished: { kind: "resume" } });
}

/**
 * A branch, a pull request, a commit or a version, and a commit of the config with it or alone.
 * @param needsWhat whether there is an artifact to name
 * @throws HttpProblem 400
 */
function namedIn(form: URLSearchParams, needsWhat: boolean): Wish {
  const [what = "", config = ""] = ["what", "config"].map((name) => (form.get(name) ?? "").trim());
  const strange = [what, config].find((word) => /\s/.test(word));
  if (strange !== undefined || (needsWhat && what === "")) {
    throw new HttpProblem(
      400,
      `"${strange ?? what}" names no branch, pull request or commit: write one of them, such as main, #12 or 1a2b3c4.`,
    );
  }
  const words = [...(what === "" ? [] : [what]), ...(config === "" ? [] : ["config", config])];
  const wish = wishIn(words);
  if (typeof wish === "string") throw new HttpProblem(400, sentence(wish));
  return wish;
}

/** A form that was sent, for a target that its sender may see. */
export interface Sent {
  readonly target: Target;
  readonly form: URLSearchParams;
}

/** A field as one line of at most 300 characters: it becomes a part of a commit. */
export function lineIn(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? "")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
}

async function ask(
  world: World,
  visit: Visit,
  { target, form, wished }: Sent & { readonly wished: Wished },
): Promise<string> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const wish = await wishedNow(world, state, { target, wished, why: lineIn(form, "why") });
  const asked = { ...wish, by: requesterIn(visit) };
  const answer = await askFor(world, { config: state.config, asked });
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
