import { desiredText, type Desired } from "../../../lib/deploys/desired.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { html, link, type Html, type HtmlValue } from "../../../lib/http/look/html.ts";
import { timesIn } from "../../../lib/http/look/moment.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { askerOf } from "../requests/past-deploys.ts";
import type { CatalogEntry } from "../views/catalog.ts";
import type { TargetView } from "../views/target-view.ts";
import { note } from "./layout.ts";
import { previewList } from "./previews.ts";
import { targetActions } from "./target-actions.ts";
import { ago, stateMark } from "./words.ts";

/** What a target's page shows. */
export interface TargetPage {
  readonly entry: CatalogEntry;
  readonly view: TargetView;
  /** As HTML. */
  readonly history: Html;
  readonly githubUrl: string;
  readonly formToken: string;
  readonly now: Date;
}

export function targetBody(page: TargetPage): Html {
  const { entry, view, history } = page;
  const { config, channel } = view.target;
  return html`<div class="page">
    <p class="crumbs"><a href="/">Configs</a> <span aria-hidden="true">›</span> ${config}</p>
    <div class="headline">
      <h2>${config} <span class="arrow">→</span> ${channel}</h2>
      ${stateMark(view.standing)}
    </div>
    ${tabs(entry, channel)} ${notes(view)}
    <div class="columns">
      <section aria-labelledby="now">
        <h3 id="now">Now</h3>
        ${facts(page)}
        <p><a href="/configs/${config}/${channel}/why">Which rules let me deploy here?</a></p>
      </section>
      ${targetActions(page)}
    </div>
    ${view.open.length > 0 && underWay(view.open, page.now)} ${previewList(page)}
    <section aria-labelledby="history">
      <h3 id="history">History</h3>
      ${history}
    </section>
  </div>`;
}

/** One channel needs no choice. */
function tabs({ name, channels }: CatalogEntry, current: string): Html | undefined {
  if (channels.length < 2) return undefined;
  return html`<nav class="filters tabs" aria-label="Channels">
    ${channels.map(
      (channel) =>
        html`<a href="/configs/${name}/${channel}" ${channel === current && html`aria-current="page"`}
          >${channel}</a
        >`,
    )}
  </nav>`;
}

function notes({ drift, held, stopped, build }: TargetView): Html {
  return html`${held !== undefined && note("freeze", html`Nothing may be deployed here now, because ${timesIn(held)}.`)}
  ${stopped !== undefined && note("freeze", html`Builds and pushes deploy nothing here, because ${timesIn(stopped)}.`)}
  ${drift.map((one) => note("behind", `${one}.`))}
  ${build?.state === "red" && note("bad", `The build of ${build.branch} failed: ${build.says}.`)}`;
}

function facts({ entry, view, githubUrl, now }: TargetPage): Html {
  const { desired, running, since, by, clusters, build, team, source, isProtected } = view;
  const runs = running === undefined ? "not known" : desiredText(running);
  return html`<dl class="facts">
    <dt>Should run</dt>
    <dd>${desiredLines(desired, { source, home: entry.files[0]?.repository, githubUrl })}</dd>
    <dt>Runs</dt>
    <dd><span class="tag">${desired.kind === "virtual" ? "nothing" : runs}</span></dd>
    ${
      since !== undefined &&
      html`<dt>Since</dt>
        <dd>${ago(since, now)}${by !== undefined && html` by ${by}`}</dd>`
    }
    ${
      build !== undefined &&
      html`<dt>Build</dt>
        <dd>
          ${buildWord(build.state)} on ${build.branch},
          ${link(source === undefined ? undefined : `${githubUrl}/${source}/commit/${build.sha}`, shortSha(build.sha))}
        </dd>`
    }
    <dt>Clusters</dt>
    <dd>${clusters.join(", then ")}</dd>
    ${
      team !== undefined &&
      html`<dt>Team</dt>
        <dd><a href="/?q=${team}">${team}</a></dd>`
    }
    ${
      source !== undefined &&
      html`<dt>Source</dt>
        <dd>${link(`${githubUrl}/${source}`, source)}</dd>`
    }
    ${entry.files.map(
      ({ repository, path, configSha, problems }) =>
        html`<dt>Config</dt>
          <dd>
            ${link(`${githubUrl}/${repository}/blob/${configSha}/${path}`, `${repository} ${path}`)}
            ${problems !== undefined && html`<br />${problems}`}
          </dd>`,
    )}
    ${
      isProtected &&
      html`<dt>Protected</dt>
        <dd>each deploy is confirmed by a person</dd>`
    }
  </dl>`;
}

function buildWord(state: NonNullable<TargetView["build"]>["state"]): string {
  return { green: "green", red: "failed", running: "running", none: "none yet" }[state];
}

function desiredLines(
  desired: Desired,
  {
    source,
    home,
    githubUrl,
  }: {
    readonly source: string | undefined;
    /** Where the config's file is. */
    readonly home: string | undefined;
    readonly githubUrl: string;
  },
): HtmlValue {
  const { artifact, configSha, chart } = desired;
  if (chart !== undefined) return html`<code>${chart.address}</code><br /><code>${chart.version}</code>`;
  if (artifact === undefined) {
    if (configSha === undefined) return html`<span class="tag none">${desiredText(desired)}</span>`;
    const commit = home === undefined ? undefined : `${githubUrl}/${home}/commit/${configSha}`;
    return html`config ${link(commit, shortSha(configSha))}`;
  }
  const { image, digest, sha } = artifact;
  const commit =
    source === undefined || sha === NO_COMMIT ? undefined : `${githubUrl}/${source}/commit/${sha}`;
  return html`<code>${image}</code>${digest !== undefined && html`<br /><code>${digest}</code>`}
    ${commit !== undefined && html`<br />commit ${link(commit, shortSha(sha))}`}`;
}

function underWay(open: readonly DeployRequest[], now: Date): Html {
  return html`<section aria-labelledby="open">
    <h3 id="open">Under way</h3>
    <ul class="requests">
      ${open.map(
        (request) =>
          html`<li>
            <a href="/requests/${request.id}"
              >${request.to === undefined ? request.kind : desiredText(request.to)}</a
            >
            ${stateMark(request.state, request.kind)}
            <span class="details"
              ><span>${askerOf(request) ?? "somebody"}</span
              ><span>${ago(request.times.received ?? "", now)}</span></span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}
