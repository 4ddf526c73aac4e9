import { html, link, type Html } from "../../../lib/http/look/html.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import type { StoredPreview } from "../../../lib/store/previews.ts";
import type { TargetView } from "../views/target-view.ts";
import { ago, stateMark } from "./words.ts";

/** Of the page, what a list of previews needs. */
interface PreviewsPage {
  readonly view: Pick<TargetView, "previews" | "source">;
  readonly githubUrl: string;
  readonly now: Date;
}

/** The branches that are shown beside a target; nothing where there are none. */
export function previewList(page: PreviewsPage): Html | undefined {
  const { previews } = page.view;
  if (previews.length === 0) return undefined;
  return html`<section aria-labelledby="previews">
    <h3 id="previews">Previews</h3>
    <ul class="requests">
      ${previews.map((preview) => previewItem(preview, page))}
    </ul>
  </section>`;
}

function previewItem(
  { branch, sha, state, says, since, placed, deployed }: StoredPreview,
  { view: { source }, githubUrl, now }: PreviewsPage,
): Html {
  const commit = source === undefined ? undefined : `${githubUrl}/${source}/commit/${sha}`;
  const runs = deployed?.artifact?.sha ?? deployed?.configSha;
  return html`<li>
    <span>${branch} ${link(commit, shortSha(sha))}</span>
    ${stateMark(state)}
    <span class="details"
      >${placed !== undefined && html`<span>${placed.namespace} in ${placed.cluster}</span>`}
      ${runs !== undefined && runs !== sha && html`<span>runs ${shortSha(runs)}</span>`}
      ${says !== undefined && html`<span>${says}</span>`}<span>${ago(since, now)}</span></span
    >
  </li>`;
}
