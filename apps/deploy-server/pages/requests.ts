import { desiredText } from "../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { html, type Html } from "../../../lib/http/look/html.ts";
import { askerOf } from "../requests/past-deploys.ts";
import { ago, stateMark } from "./words.ts";

/** Requests, the newest first. @param next the address of older ones */
export function requestsBody(
  requests: readonly DeployRequest[],
  { next, now }: { readonly next: string | undefined; readonly now: Date },
): Html {
  return html`<div class="page">
    <h2>Requests</h2>
    ${requests.length === 0 && html`<p class="quiet-text">Nothing was asked for yet.</p>`}
    <ul class="requests">
      ${requests.map((request) => line(request, now))}
    </ul>
    ${next !== undefined && html`<p><a class="button" href="${next}">Older</a></p>`}
  </div>`;
}

function line(request: DeployRequest, now: Date): Html {
  const { id, target, kind, state, to, times } = request;
  return html`<li>
    <a href="/requests/${id}">${target.config} <span class="arrow">→</span> ${target.channel}</a>
    <span class="tag">${to === undefined ? "" : desiredText(to)}</span>
    ${stateMark(state, kind)}
    <span class="details"
      ><span>${kind}</span><span>${askerOf(request) ?? "somebody"}</span
      ><span>${ago(times.received ?? "", now)}</span></span
    >
  </li>`;
}
