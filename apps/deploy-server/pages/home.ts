import { desiredText } from "../../../lib/deploys/desired.ts";
import { html, type Html } from "../../../lib/http/look/html.ts";
import { counted } from "../../../lib/releases/documents/counted.ts";
import type { TargetView } from "../views/target-view.ts";
import { icon, message } from "./layout.ts";
import { ago, stateMark, toneOf } from "./words.ts";

/** What is shown of all configs. */
export interface HomeQuery {
  /** Words, all of which a config's name, team, versions or people have. */
  readonly q: string;
  readonly show: Filter | "";
  /** From 1. */
  readonly page: number;
}

export type Filter = "under way" | "attention" | "held";

/** A config with how it stands in each channel. */
export interface ConfigRow {
  readonly name: string;
  readonly team: string | undefined;
  readonly source: string | undefined;
  /** Why its file cannot be read. */
  readonly problems: string | undefined;
  readonly targets: readonly TargetView[];
}

const PER_PAGE = 100;

export function isFilter(text: string): text is Filter {
  return FILTERS.some(({ show }) => show === text && show !== "");
}

const FILTERS: readonly {
  readonly show: HomeQuery["show"];
  readonly label: string;
  readonly is: (row: ConfigRow) => boolean;
}[] = [
  { show: "", label: "All", is: () => true },
  { show: "under way", label: "Under way", is: ({ targets }) => targets.some(({ open }) => open.length > 0) },
  { show: "attention", label: "Needs attention", is: needsAttention },
  { show: "held", label: "Held", is: ({ targets }) => targets.some(({ held }) => held !== undefined) },
];

/** The configs by team, each in its channels. */
export function homeBody(
  rows: readonly ConfigRow[],
  {
    channels,
    query,
    now,
  }: { readonly channels: readonly string[]; readonly query: HomeQuery; readonly now: Date },
): Html {
  const found = rows.filter((row) => matches(row, query.q));
  const { is } = FILTERS.find(({ show }) => show === query.show) ?? { is: () => true };
  const shown = found.filter(is).toSorted(byTeam);
  const pages = Math.max(1, Math.ceil(shown.length / PER_PAGE));
  const page = Math.min(query.page, pages);
  const visible = shown.slice((page - 1) * PER_PAGE, page * PER_PAGE);
  const teams = [...Map.groupBy(visible, ({ team }) => team ?? "")];
  return html`${tools(found, query)}
  ${
    rows.length === 0
      ? message({
          title: "No configs yet",
          text: "Here are the configs whose repositories you may read on GitHub: those with a target in db/server.yaml, and those with a file in .deploy.",
        })
      : visible.length === 0
        ? message({ title: "Nothing found", text: html`<a href="/">Show all configs</a>` })
        : teams.map(([team, configs]) => teamSection({ team, configs, channels, now }))
  }
  ${pages > 1 && pager({ ...query, page }, pages)}`;
}

function matches({ name, team = "", source = "", targets }: ConfigRow, q: string): boolean {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [name, team, source, ...targets.flatMap(({ desired, by = "" }) => [desiredText(desired), by])]
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function needsAttention({ targets, problems }: ConfigRow): boolean {
  return (
    problems !== undefined ||
    targets.some(
      ({ standing, drift, build }) =>
        ["bad", "waits"].includes(toneOf(standing)) || drift.length > 0 || build?.state === "red",
    )
  );
}

/** Those of no team come last. */
function byTeam(a: ConfigRow, b: ConfigRow): number {
  return (a.team ?? "\uffff").localeCompare(b.team ?? "\uffff") || a.name.localeCompare(b.name);
}

function tools(rows: readonly ConfigRow[], query: HomeQuery): Html {
  return html`<div class="tools">
    <form class="search" role="search" action="/">
      ${icon("search")}
      <input
        name="q"
        type="search"
        value="${query.q}"
        placeholder="Config, team, version, person"
        aria-label="Search by config, team, version or person"
        autocomplete="off"
        spellcheck="false"
      />
      ${query.show !== "" && html`<input type="hidden" name="show" value="${query.show}" />`}
    </form>
    <nav class="filters" aria-label="Show configs">
      ${FILTERS.map(
        ({ show, label, is }) =>
          html`<a
            href="${address({ ...query, show, page: 1 })}"
            ${show === query.show && html`aria-current="true"`}
            >${label} <b>${rows.filter(is).length}</b></a
          >`,
      )}
    </nav>
  </div>`;
}

function address({ q, show, page }: HomeQuery): string {
  const given = Object.entries({ q, show, page: page === 1 ? "" : String(page) }).filter(
    ([, value]) => value !== "",
  );
  return given.length === 0 ? "/" : `/?${new URLSearchParams(given).toString()}`;
}

function pager(query: HomeQuery, pages: number): Html {
  const to = (page: number, label: string): Html | false =>
    page >= 1 && page <= pages && html`<a class="button" href="${address({ ...query, page })}">${label}</a>`;
  return html`<nav class="pager" aria-label="More configs">
    ${to(query.page - 1, "Previous")}<span>Page ${query.page} of ${pages}</span>${to(query.page + 1, "Next")}
  </nav>`;
}

function teamSection({
  team,
  configs,
  channels,
  now,
}: {
  readonly team: string;
  readonly configs: readonly ConfigRow[];
  readonly channels: readonly string[];
  readonly now: Date;
}): Html {
  const id = team === "" ? "no-team" : `team-${team}`;
  return html`<section class="team" aria-labelledby="${id}">
    <h2 id="${id}">
      ${team === "" ? "No team" : team} <span class="count">${counted(configs.length, "config")}</span>
    </h2>
    <table class="configs">
      <thead>
        <tr>
          <th scope="col">Config</th>
          ${channels.map((channel) => html`<th scope="col">${channel}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${configs.map((row) => configRow(row, channels, now))}
      </tbody>
    </table>
  </section>`;
}

function configRow(
  { name, source, problems, targets }: ConfigRow,
  channels: readonly string[],
  now: Date,
): Html {
  return html`<tr>
    <th scope="row">
      <span class="config-name">${name}</span>
      ${source !== undefined && html`<span class="source">${source}</span>`}
      ${problems !== undefined && html`<span class="mark bad" title="${problems}">${icon("warning")}File unreadable</span>`}
    </th>
    ${channels.map((channel) =>
      cell(
        targets.find(({ target }) => target.channel === channel),
        channel,
        now,
      ),
    )}
  </tr>`;
}

function cell(view: TargetView | undefined, channel: string, now: Date): Html {
  if (view === undefined)
    return html`<td class="nothing" data-channel="${channel}">
      <span aria-hidden="true">–</span><span class="unseen">no target</span>
    </td>`;
  const { target, desired, since, by, standing } = view;
  const isDeployed = desired.kind !== "virtual";
  return html`<td data-channel="${channel}">
    <div class="cell">
      <a class="release" href="/configs/${target.config}/${target.channel}"
        ><span class="tag ${!isDeployed && "none"}">${desiredText(desired)}</span
        ><span class="unseen"> – ${target.config} in ${channel}</span></a
      >
      <span class="marks">${marks(view)}</span>
      <span class="details">
        ${standing !== "not deployed" && stateMark(standing)}
        ${since !== undefined && html`<span>${ago(since, now)}</span>`}
        ${by !== undefined && html`<span class="by">${by}</span>`}
      </span>
    </div>
  </td>`;
}

/** What is special about a target, most important first. */
function marks({ drift, held, stopped, build, open }: TargetView): readonly Html[] {
  return [
    ...(drift.length > 0
      ? [html`<span class="mark differs" title="${drift.join("; ")}">${icon("differs")}Drift</span>`]
      : []),
    ...(held !== undefined
      ? [html`<span class="mark freeze" title="${held}">${icon("lock")}Held</span>`]
      : []),
    ...(stopped !== undefined
      ? [html`<span class="mark freeze" title="${stopped}">${icon("pause")}Paused</span>`]
      : []),
    ...(build?.state === "red"
      ? [html`<span class="mark bad" title="${build.says}">${icon("build")}Build failed</span>`]
      : []),
    ...(build?.state === "running"
      ? [html`<span class="mark busy" title="${build.says}">${icon("build")}Building</span>`]
      : []),
    ...(open.length > 1 ? [html`<span class="mark busy">${open.length} waiting</span>`] : []),
  ];
}
