import { html } from "../../../lib/http/look/html.ts";
import { layout } from "./layout.ts";

/** Instead of `/history`, where there is none. @param why with what to do */
export function noHistoryPage(why: string): string {
  return layout(
    "No history",
    html`<div class="empty">
      <p class="empty-title">No history</p>
      <p>${why}</p>
    </div>`,
  );
}
