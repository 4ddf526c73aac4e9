import { html, link, type Html } from "../../../lib/http/look/html.ts";
import { moment } from "../../../lib/http/look/moment.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { entryLinks, type Places } from "../history/entry-links.ts";
import type { ShownEntry } from "../history/history-file.ts";
import { pastAddress } from "./history-page.ts";
import { layout } from "./layout.ts";
import { runningText } from "./words.ts";

/** What the page of two channels shows. */
export interface ComparedChannels {
  readonly container: string;
  readonly from: string;
  readonly to: string;
  /** What runs in each; undefined where nothing does. */
  readonly ahead: ReleaseRecord | undefined;
  readonly behind: ReleaseRecord | undefined;
  /** What was released to `from` since it had what runs in `to`, newest first; undefined if that is not known. */
  readonly between: readonly ShownEntry[] | undefined;
  readonly places: Places;
}

/** `/compare`: what one channel has and another one has not. */
export function comparePage(page: ComparedChannels): string {
  const { container, from, to, ahead, behind } = page;
  const title = `${container}: ${from} and ${to}`;
  return layout(
    title,
    html`<h2>${title}</h2>
      <dl class="figures">${runs(from, page, ahead)} ${runs(to, page, behind)}</dl>
      ${difference(page)} ${steps(page)}`,
  );
}

function runs(channel: string, { container }: ComparedChannels, record: ReleaseRecord | undefined): Html {
  return html`<div>
    <dt><a href="${pastAddress(container, channel)}">${channel}</a></dt>
    <dd>
      ${
        record === undefined
          ? "nothing"
          : html`<span class="tag">${runningText({ image: record.image })}</span>
              <span class="details"
                ><span>${moment(record.released_at)}</span><span>by ${record.released_by}</span></span
              >`
      }
    </dd>
  </div>`;
}

function difference({ ahead, behind, from, to, between, places }: ComparedChannels): Html {
  if (ahead === undefined || behind === undefined)
    return html`<p class="quiet-text">There is nothing to compare: only one of them runs something.</p>`;
  const same =
    ahead.digest !== undefined && behind.digest !== undefined
      ? ahead.digest === behind.digest
      : ahead.image === behind.image;
  if (same) return html`<p class="quiet-text">Both run the same image.</p>`;
  const [one, two] = [behind.source, ahead.source];
  const range =
    one !== undefined && two !== undefined && one.repository === two.repository && one.sha !== two.sha
      ? `${places.githubUrl}/${two.repository}/compare/${one.sha}...${two.sha}`
      : undefined;
  return html`${
    range === undefined
      ? html`<p class="quiet-text">
          Their builds are not of two commits of one repository, so GitHub cannot compare them.
        </p>`
      : html`<p>
          ${link(range, html`All commits from ${shortSha(one?.sha ?? "")} (${to}) to ${shortSha(two?.sha ?? "")} (${from})`)}
        </p>`
  }
  ${list(between, { from, to, places })}`;
}

function list(
  between: readonly ShownEntry[] | undefined,
  { from, to, places }: Pick<ComparedChannels, "from" | "to" | "places">,
): Html {
  if (between === undefined)
    return html`<p class="quiet-text">
      ${from} never had what runs in ${to}, as far as the history tells: it cannot say what was released in
      between.
    </p>`;
  return html`<h3>Released to ${from} since it had what runs in ${to}</h3>
    <ol class="timeline">
      ${between.map((entry) => {
        const { source, compare } = entryLinks(entry, places);
        return html`<li class="moment">
          <div class="moment-head"><span class="tag">${runningText(entry.to)}</span></div>
          <p class="details">
            <span>by <strong>${entry.by}</strong></span
            ><span>${moment(entry.at)}</span>
            ${source !== null && html`<span class="commit">${link(source, shortSha(source.split("/").at(-1) ?? ""))}</span>`}
            ${compare !== null && html`<span>${link(compare, "what changed")}</span>`}
          </p>
        </li>`;
      })}
    </ol>`;
}

/** GitHub fills in no form from an address, so what to type is said beside the link. */
function steps({
  container,
  from,
  to,
  behind,
  places: { githubUrl, repository },
}: ComparedChannels): Html | undefined {
  if (repository === null) return undefined;
  const form = (workflow: string): string => `${githubUrl}/${repository}/actions/workflows/${workflow}`;
  return html`<h3>Change it</h3>
    <ul class="forms">
      <li>
        ${link(form("promote-release.yml"), "Open the form that promotes")}, choose <b>Run workflow</b>, and
        type:
        ${typed({
          Containers: container,
          "From this release channel": from,
          "To this release channel": to,
        })}
      </li>
      ${
        behind !== undefined &&
        html`<li>
          ${link(form("rollback-release.yml"), "Open the form that rolls back")}, choose <b>Run workflow</b>,
          and type: ${typed({ Containers: container, "Release channel": to, "Back to": "previous" })}
        </li>`
      }
    </ul>`;
}

function typed(fields: Readonly<Record<string, string>>): Html {
  return html`<dl class="typed">
    ${Object.entries(fields).map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd><code>${value}</code></dd>`,
    )}
  </dl>`;
}
