import { html, link, type Html } from "../../../lib/http/look/html.ts";
import { moment } from "../../../lib/http/look/moment.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { entryLinks, type Places } from "../history/entry-links.ts";
import type { ShownEntry } from "../history/history-file.ts";
import type { ContainerStatistics } from "../history/statistics.ts";
import { layout } from "./layout.ts";
import { runningText, span, VERBS } from "./words.ts";

/** What the page of the past shows. */
export interface PastPage {
  readonly container: string;
  readonly channel: string;
  readonly channels: readonly string[];
  readonly entries: readonly ShownEntry[];
  readonly total: number;
  /** The address of the next page, relative to this one. */
  readonly older: string | undefined;
  readonly statistics: readonly ContainerStatistics[];
  readonly places: Places;
  /** Whether the history reaches back to the first commit. */
  readonly complete: boolean;
  readonly now: Date;
}

/** `/history`: what happened, as a timeline. */
export function pastPage(page: PastPage): string {
  const { container, channel, entries, total, older, complete } = page;
  const where = channel === "" ? "" : ` in ${channel}`;
  const title = `History of ${container === "" ? "all containers" : container}${where}`;
  return layout(
    title,
    html`<div class="headline">
        <h2>${title}</h2>
        <p class="quiet-text">${total.toLocaleString("en")} ${total === 1 ? "entry" : "entries"}</p>
      </div>
      ${choice(page)} ${container !== "" && figures(page.statistics)}
      ${
        entries.length === 0
          ? html`<p class="quiet-text">
              Nothing has happened here: check the container's name, or choose another channel.
            </p>`
          : html`<ol class="timeline">
              ${entries.map((entry) => moments(entry, page))}
            </ol>`
      }
      ${older !== undefined && html`<p><a class="button" href="${older}">Older</a></p>`}
      ${!complete && older === undefined && html`<p class="quiet-text">The history begins here: the image was built from a shallow clone.</p>`}`,
  );
}

function choice({ container, channel, channels }: PastPage): Html {
  return html`<form class="choice" method="get" action="history" role="search">
    <label
      >Container
      <input name="container" type="search" value="${container}" autocomplete="off" spellcheck="false"
    /></label>
    <label
      >Channel
      <select name="channel">
        <option value="">All</option>
        ${channels.map((name) => html`<option value="${name}" ${name === channel && html`selected`}>${name}</option>`)}
      </select></label
    >
    <button type="submit">Show</button>
  </form>`;
}

function figures(statistics: readonly ContainerStatistics[]): Html | undefined {
  const [only, ...others] = statistics;
  if (only === undefined || others.length > 0) return undefined;
  const { releases, promotions, rollbacks, rolled_back: rolledBack, per_week: perWeek } = only;
  const fact = (name: string, value: string): Html =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  const { publish_seconds: wait } = only;
  return html`<dl class="figures" aria-label="The last 30 days">
    ${fact("Releases in 30 days", `${releases + promotions}`)}${fact("A week", `${perWeek}`)}
    ${fact("Rollbacks", `${rollbacks}`)}${fact("Rolled back", `${rolledBack} of ${releases + promotions}`)}
    ${fact("From commit to Argo CD", wait === null ? "not known" : `${span(wait.median)}, at most ${span(wait.slowest)}`)}
  </dl>`;
}

function moments(entry: ShownEntry, { places, channel, container, now }: PastPage): Html {
  const { kind, from, to, by, committed_by: bot, reason, pinned } = entry;
  const place = [container === "" && entry.container, channel === "" && entry.channel].filter(Boolean);
  const links = entryLinks(entry, places);
  const isChange = from !== null && runningText(from) !== runningText(to);
  return html`<li class="moment">
    <div class="moment-head">
      ${
        place.length > 0 &&
        html`<a class="place" href="${pastAddress(entry.container, entry.channel)}">${place.join(" in ")}</a>`
      }
      <span class="tag"
        >${isChange && html`${runningText(from)}<span class="arrow" aria-hidden="true"> → </span><span class="unseen"> to </span>`}${runningText(to)}</span
      >
      <span class="mark ${MARKS[kind]}">${VERBS[kind]}</span>
    </div>
    <p class="details">
      <span>by <strong>${by}</strong>${bot !== by && html` (committed by ${bot})`}</span>
      <span>${moment(entry.at)}</span>
      ${entry.promoted_from !== undefined && html`<span>from ${entry.promoted_from}</span>`}
      ${entry.forced === true && html`<span>forced</span>`} <span>${life(entry, now)}</span>
      ${served(entry)}
    </p>
    ${reason !== undefined && html`<p class="reason">${reason}</p>`}
    ${
      pinned !== undefined &&
      html`<p class="note pinned">
        <span
          >Pinned by ${pinned.by}${pinned.until !== undefined && html` until ${moment(pinned.until)}`}:
          ${pinned.reason}</span
        >
      </p>`
    }
    <p class="details links">
      ${links.source !== null && html`<span class="commit">${link(links.source, html`<span class="unseen">Source commit </span>${sourceSha(entry)}`)}</span>`}
      ${links.compare !== null && html`<span>${link(links.compare, "what changed")}</span>`}
      ${links.run !== null && html`<span>${link(links.run, "run")}${startedBy(entry)}</span>`}
      <span class="commit"
        >${link(links.commit ?? undefined, html`release commit ${shortSha(entry.commit)}`)}</span
      >
      ${entry.dispatch_id !== undefined && html`<span class="commit">dispatch ${entry.dispatch_id}</span>`}
    </p>
  </li>`;
}

/** Which colour a mark has. */
const MARKS: Readonly<Record<ShownEntry["kind"], string>> = {
  release: "differs",
  promote: "differs",
  rollback: "behind",
  pin: "pinned",
  unpin: "pinned",
  retire: "freeze",
  undeploy: "freeze",
  resume: "differs",
  edit: "behind",
  remove: "behind",
};

function sourceSha({ to }: ShownEntry): string {
  if (to === null || "chart" in to) return "";
  return shortSha("path" in to ? to.sha : (to.source?.sha ?? ""));
}

/** Who started the build, and whose token sent it, where that is on record. */
function startedBy({ to }: ShownEntry): string {
  const { actor, sent_by: sender } = (to !== null && "image" in to ? to.source : undefined) ?? {};
  return `${actor === undefined ? "" : ` started by ${actor}`}${sender === undefined ? "" : `, sent by ${sender}`}`;
}

/** How long it ran, and what ended it. */
function life({ kind, to, at, replaced_at: replaced, replaced_by: by }: ShownEntry, now: Date): string {
  if (to === null || kind === "pin" || kind === "unpin") return "";
  const [from, until] = [Date.parse(at), replaced === null ? now.getTime() : Date.parse(replaced)];
  const length = span((until - from) / 1000);
  if (replaced === null) return `runs for ${length}`;
  return by === "rollback" ? `ran for ${length}, then rolled back` : `ran for ${length}`;
}

/** Whether the cluster serves it: this server, which runs there, does; since when, the commits for Argo CD tell. */
function served({ kind, at, published_at: published, replaced_at: replaced }: ShownEntry): Html | undefined {
  if (kind === "pin" || kind === "unpin") return undefined;
  if (published !== null) {
    return html`<span>given to Argo CD after ${span((Date.parse(published) - Date.parse(at)) / 1000)}</span>`;
  }
  return replaced === null
    ? html`<span>served by this server</span>`
    : html`<span>never given to Argo CD alone</span>`;
}

/** The page of a place's past. */
export function pastAddress(container: string, channel: string): string {
  return `history?${new URLSearchParams({ container, channel }).toString()}`;
}
