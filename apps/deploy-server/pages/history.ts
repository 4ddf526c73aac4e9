import { isSameRecord, isWhole } from "../../../lib/deploys/again.ts";
import { desiredText, type Desired } from "../../../lib/deploys/desired.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import { isReleased, type RequestKind } from "../../../lib/deploys/request.ts";
import { html, link, type Html } from "../../../lib/http/look/html.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { lengthText } from "../messages/text.ts";
import { isWritten, type PastDeploy, type Place } from "../requests/past-deploys.ts";
import { ago, stateMark } from "./words.ts";

/** What the history of a target needs besides it. */
export interface HistoryContext {
  /** The target's own page. */
  readonly path: string;
  readonly source: string | undefined;
  /** Where the config's file is. */
  readonly home: string | undefined;
  /** `https://github.com` */
  readonly githubUrl: string;
  readonly formToken: string;
  /** What is desired now: it is not offered again. */
  readonly desired: Desired;
  readonly now: Date;
}

/** A target's past as a timeline. @param next where the next page begins */
export function historyList(
  past: readonly PastDeploy[],
  next: string | undefined,
  context: HistoryContext,
): Html {
  if (past.length === 0) return html`<p class="quiet-text">Nothing was deployed here yet.</p>`;
  return html`<ol class="timeline">
      ${past.map((one) => entry(one, context))}
    </ol>
    ${next !== undefined && html`<p><a class="button" href="${context.path}?before=${next}#history">Older</a></p>`}`;
}

const VERBS: Readonly<Record<RequestKind | "release", string>> = {
  deploy: "Deployed",
  rollback: "Rolled back",
  reapply: "Applied again",
  undeploy: "Undeployed",
  resume: "Resumed",
  adopt: "Adopted",
  autodeploy: "Deployed by itself",
  release: "Released",
};

function verbOf({ kind, request }: PastDeploy): string {
  return VERBS[request !== undefined && isReleased(request) ? "release" : kind];
}

function entry(past: PastDeploy, context: HistoryContext): Html {
  const { at, what, kind, by, state, request, ms } = past;
  const asked = state === "succeeded" || state === "released" ? verbOf(past) : "Asked";
  return html`<li class="moment">
    <div class="moment-head">
      <span class="tag">${what === undefined ? "not resolved" : desiredText(what)}</span>
      ${stateMark(state, kind)}
    </div>
    <p class="details">
      <span>${asked}${by !== undefined && html` by ${by}`}</span>
      <span>${ago(at, context.now)}</span>
      ${ms !== undefined && html`<span>took ${lengthText(ms)}</span>`} ${range(past, context)}
      ${request !== undefined && html`<span><a href="/requests/${request.id}">request</a></span>`}
    </p>
    ${request?.reason !== undefined && state !== "succeeded" && html`<p class="reason">${request.reason.message}</p>`}
    ${reapply(past, context)}
  </li>`;
}

/** The commits that came with it, or the one that was built; of a config without an artifact, those of the config. */
function range({ what, before }: PastDeploy, context: HistoryContext): Html | undefined {
  const { githubUrl } = context;
  const isConfig = what?.kind === "artifactless";
  const source = isConfig ? context.home : context.source;
  const commitOf = (one: Desired | undefined) => (isConfig ? one?.configSha : one?.artifact?.sha);
  const [to, from] = [commitOf(what), commitOf(before)];
  if (source === undefined || to === undefined || to === NO_COMMIT) return undefined;
  if (from === undefined || from === NO_COMMIT || from === to) {
    return html`<span class="commit">${link(`${githubUrl}/${source}/commit/${to}`, shortSha(to))}</span>`;
  }
  const words = `${shortSha(from)}…${shortSha(to)}`;
  return html`<span class="commit">${link(`${githubUrl}/${source}/compare/${from}...${to}`, words)}</span>`;
}

/** What can be deployed again just as it was, and is not what is desired already. */
function reapply(past: PastDeploy, { path, formToken, desired }: HistoryContext): Html | undefined {
  const { what, request, commit } = past;
  const of = request?.id ?? commit;
  if (of === undefined || !isWritten(past) || !isWhole(what) || isSameRecord(what, desired)) {
    return undefined;
  }
  return html`<form method="post" action="${path}/reapply">
    <input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="of" value="${of}" />
    <button type="submit">Re-apply<span class="unseen"> ${desiredText(what)}</span></button>
  </form>`;
}

/** Where the next page of the past begins, as an address has it. */
export function placeText({ sequence, at }: Place): string {
  return `${sequence}_${at}`;
}

/** @returns undefined for what is no such place */
export function readPlace(text: string): Place | undefined {
  const [, sequence, at] = /^([1-9]\d{0,14})_(\d{4}-\d\d-\d\dT[\d:.]{1,16}Z)$/.exec(text) ?? [];
  return sequence === undefined || at === undefined ? undefined : { sequence: Number(sequence), at };
}
