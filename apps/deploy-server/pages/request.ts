import { choicesOf, type Choice } from "../../../lib/deploys/choices.ts";
import { desiredText } from "../../../lib/deploys/desired.ts";
import { changeText, childrenTexts, type Companion, type Preview } from "../../../lib/deploys/preview.ts";
import { hasEnded, type DeployRequest, type RequestKind } from "../../../lib/deploys/request.ts";
import { html, link, type Html } from "../../../lib/http/look/html.ts";
import { counted } from "../../../lib/releases/documents/counted.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { plainStatus } from "../messages/card.ts";
import { clusterLines } from "../messages/clusters.ts";
import { lengthText } from "../messages/text.ts";
import { askerOf } from "../requests/past-deploys.ts";
import type { RequestView } from "../views/request-view.ts";
import { note } from "./layout.ts";
import { ago, labelOf, momentText, stateMark, toneOf } from "./words.ts";

/** What a request's page shows. */
export interface RequestPage {
  readonly view: RequestView;
  readonly githubUrl: string;
  /** The release repository: `owner/name`. */
  readonly releases: string;
  readonly formToken: string;
  readonly now: Date;
  /** Why the viewer's last decision changed nothing. */
  readonly refused?: string | undefined;
}

export function requestBody(page: RequestPage): Html {
  const { request } = page.view;
  const { config, channel } = request.target;
  return html`<div class="page">
    <p class="crumbs">
      <a href="/">Configs</a> <span aria-hidden="true">›</span>
      <a href="/configs/${config}/${channel}">${config} in ${channel}</a>
      <span aria-hidden="true">›</span> request
    </p>
    ${page.refused !== undefined && note("behind", `Nothing has changed: ${page.refused}.`)}
    <div
      id="live"
      data-version="${request.version}"
      data-events="/requests/${request.id}/events"
      ${hasEnded(request) && html`data-ended`}
    >
      ${livePart(page)}
    </div>
  </div>`;
}

/** What changes while the request is under way. */
function livePart(page: RequestPage): Html {
  const { request } = page.view;
  const { config, channel } = request.target;
  return html`<div class="headline">
      <h2>${config} <span class="arrow">→</span> ${channel}</h2>
      ${request.to !== undefined && html`<span class="tag large">${desiredText(request.to)}</span>`}
      ${stateMark(request.state, request.kind)}
    </div>
    <p class="status" data-tone="${toneOf(request.state)}" role="status">${sentence(plainStatus(request))}</p>
    ${clusters(request)}${decisions(page)}
    <div class="columns">
      <section aria-labelledby="steps">
        <h3 id="steps">Steps</h3>
        ${steps(request)}
      </section>
      <section aria-labelledby="about">
        <h3 id="about">About</h3>
        ${facts(page)}
      </section>
    </div>
    ${request.shown !== undefined && preview(request.shown, page)}`;
}

/** Of several clusters, how each stands. */
function clusters(request: DeployRequest): Html | undefined {
  const lines = clusterLines(request);
  if (lines.length === 0) return undefined;
  return html`<ul aria-label="Clusters">
    ${lines.map(({ mark, name, says, isPart }) => html`<li ${isPart && html`class="part"`}>${mark} ${name}: ${says}</li>`)}
  </ul>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
}

function decisions({ view: { request }, formToken }: RequestPage): Html | undefined {
  const choices = choicesOf(request);
  if (choices.length === 0) return undefined;
  return html`<div class="decisions">${choices.map((choice) => decision(choice, request, formToken))}</div>`;
}

function decision(
  { decision, label, style, question }: Choice,
  request: DeployRequest,
  formToken: string,
): Html {
  const form = (text: string): Html =>
    html`<form method="post" action="/requests/${request.id}/decisions">
      <input type="hidden" name="form_token" value="${formToken}" />
      <input type="hidden" name="decision" value="${decision}" />
      <input type="hidden" name="preview" value="${request.preview?.hash ?? ""}" />
      ${question !== undefined && html`<p>${question}</p>`}
      <button type="submit" class="${style ?? ""}">${text}</button>
    </form>`;
  return question === undefined
    ? form(label)
    : html`<details class="sure">
        <summary>${label}…</summary>
        ${form(`Yes, ${label.toLowerCase()}`)}
      </details>`;
}

/** Every state that it came through, the first one first, with how long it took. */
function steps(request: DeployRequest): Html {
  const entered = Object.entries(request.times).toSorted(([, a], [, b]) => Date.parse(a) - Date.parse(b));
  return html`<ol class="steps">
    ${entered.map(([state, at], index) => {
      const next = entered[index + 1]?.[1];
      const ms = next === undefined ? undefined : Date.parse(next) - Date.parse(at);
      const isLast = state === request.state;
      return html`<li
        ${isLast && html`aria-current="step"`}
        data-tone="${isLast ? toneOf(request.state) : "done"}"
      >
        <span class="step">${stepLabel(state, request.kind)}</span>
        <span class="at"><time datetime="${at}" title="${momentText(at)}">${at.slice(11, 19)}</time></span>
        ${ms !== undefined && ms >= 1000 && html`<span class="took">${lengthText(ms)}</span>`}
      </li>`;
    })}
  </ol>`;
}

const STEPS: Readonly<Record<string, string>> = {
  received: "asked",
  resolving: "looking for the build",
  previewing: "looking at what would change",
  "awaiting confirmation": "waiting for confirmation",
  "awaiting approval": "waiting for approval",
  queued: "waiting for its turn",
  writing: "writing to git",
  committed: "committed, and compared by the cluster",
  "awaiting sync confirmation": "waiting for confirmation of what the cluster shows",
  requesting: "asking the cluster to sync",
  progressing: "syncing",
  verifying: "watching whether it stays healthy",
};

function stepLabel(state: string, kind: RequestKind): string {
  return STEPS[state] ?? labelOf(state, kind);
}

function facts({ view: { request }, githubUrl, releases, now }: RequestPage): Html {
  const { by, why, kind, commit, confirmations, approvals, from, id, shown } = request;
  const people = (list: DeployRequest["approvals"]): string =>
    list.map(({ by: { login } }) => login).join(", ");
  const engines = shown?.enginePages?.flatMap((one) => one ?? []) ?? [];
  return html`<dl class="facts">
    <dt>Asked</dt>
    <dd>
      ${kind} by ${askerOf(request) ?? "somebody whom GitHub does not know yet"},
      ${ago(request.times.received ?? "", now)}, ${VIA[by.via]}
    </dd>
    ${
      why !== "" &&
      html`<dt>Because</dt>
        <dd>${why}</dd>`
    }
    ${
      from !== undefined &&
      html`<dt>Replaces</dt>
        <dd><span class="tag">${desiredText(from)}</span></dd>`
    }
    ${
      confirmations.length > 0 &&
      html`<dt>Confirmed</dt>
        <dd>by ${people(confirmations)}</dd>`
    }
    ${
      approvals.length > 0 &&
      html`<dt>Approved</dt>
        <dd>by ${people(approvals)}</dd>`
    }
    ${
      commit !== undefined &&
      html`<dt>Commit</dt>
        <dd>${link(`${githubUrl}/${releases}/commit/${commit}`, shortSha(commit))}</dd>`
    }
    ${
      engines.length > 0 &&
      html`<dt>Engine</dt>
        <dd>${engines.map(({ engine, url }) => html`${link(url, engine)} `)}</dd>`
    }
    <dt>Request</dt>
    <dd><code>${id}</code></dd>
  </dl>`;
}

const VIA: Readonly<Record<DeployRequest["by"]["via"], string>> = {
  slack: "in chat",
  page: "on these pages",
  api: "over the API",
  event: "by an event on GitHub",
};

function preview(shown: Preview, { view, githubUrl }: RequestPage): Html {
  const { changes, companions, drift, beyond = [], unavailable } = shown;
  return html`<section aria-labelledby="changes">
    <h3 id="changes">What changes</h3>
    ${unavailable !== undefined && note("behind", sentence(unavailable))}
    ${drift.map((one) => note("behind", sentence(one)))}
    ${beyond.length > 0 && note("behind", `The cluster shows more than the version: ${beyond.join(", ")}.`)}
    <ul class="changes">
      ${changes.map((change) => html`<li><span class="source">${change.repository}</span> <code>${changeText(change)}</code></li>`)}
    </ul>
    ${childrenTexts(shown).map((one) => html`<p>Syncs ${one}.</p>`)}
    ${companions.length > 0 && alsoShips(companions, githubUrl)}
    ${view.hidden > 0 && html`<p class="quiet-text">${counted(view.hidden, "change")} in repositories that you may not read.</p>`}
  </section>`;
}

function alsoShips(companions: readonly Companion[], githubUrl: string): Html {
  return html`<h4>This sync also ships ${counted(companions.length, "commit")} of others</h4>
    <ul class="changes">
      ${companions.map(
        ({ repository, sha, author, subject, files }) =>
          html`<li>
            <span class="commit">${link(`${githubUrl}/${repository}/commit/${sha}`, shortSha(sha))}</span>
            ${subject}
            <span class="details"
              ><span>${author}</span><span>${repository}</span><span>${files.join(", ")}</span></span
            >
          </li>`,
      )}
    </ul>`;
}
