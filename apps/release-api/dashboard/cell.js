/** One cell of the matrix. @import { Cell, Lag, Row } from "./model.js" */

import { commitUrl, icon, link, make, runUrl } from "./elements.js";
import { ago, span, tagOf } from "./model.js";

/** @param {Row} row @param {number} column @param {{ channel: string, now: number }} options */
export function makeCell({ cells, freezes }, column, { channel, now }) {
  const cell = cells[column];
  const element = make("div", { class: "cell", attributes: { role: "gridcell", "data-channel": channel } });
  const button = make("button", { class: "release", attributes: { type: "button", tabindex: "-1" } });
  element.append(button);
  if (cell === undefined) {
    const frozen = freezes[column] !== undefined;
    element.classList.add("none", ...(frozen ? ["frozen"] : []));
    button.append(
      make("span", { text: "–", attributes: { "aria-hidden": "true" } }),
      unseen(`${channel}: no release`),
    );
    if (frozen)
      element.append(
        make("span", { class: "marks" }, [mark({ symbol: "lock", kind: "freeze" }, "Frozen")]),
        make("span", { class: "details", text: "no release" }),
      );
    return element;
  }
  const { record, lag, freeze, pin } = cell;
  if (freeze !== undefined) element.classList.add("frozen");
  button.append(make("span", { class: "tag", text: tagOf(record.image) }), unseen(` in ${channel}`));
  const marks = make("span", { class: "marks" });
  if (pin !== undefined) marks.append(mark({ symbol: "pin", kind: "pinned" }, "Pinned"));
  if (freeze !== undefined) marks.append(mark({ symbol: "lock", kind: "freeze" }, "Frozen"));
  if (lag !== undefined) marks.append(lagMark(lag));
  element.append(marks, details(cell, now));
  return element;
}

/** @param {Lag} lag */
function lagMark({ kind, channel, milliseconds }) {
  if (kind === "differs") return mark({ symbol: "differs", kind }, "Differs", ` from ${channel}`);
  return mark({ symbol: "behind", kind: "behind" }, `${span(milliseconds)} behind`, ` ${channel}`);
}

/** @param {Cell} cell @param {number} now */
function details({ record }, now) {
  const { released_at: at, released_by: by, source } = record;
  const time = make("time", {
    text: ago(at, now),
    attributes: { datetime: at, title: new Date(at).toLocaleString() },
  });
  const line = make("span", { class: "details" }, [time, make("span", { class: "by", text: by })]);
  if (source !== undefined) {
    const { repository, run_id: run } = source;
    const sha = source.sha.slice(0, 7);
    const commit = { class: "commit", tabindex: "-1", "aria-label": `Commit ${sha} of ${repository}` };
    line.append(link(commitUrl(source), sha, commit));
    line.append(link(runUrl(source), "run", { tabindex: "-1", "aria-label": `Run ${run} of ${repository}` }));
  }
  return line;
}

/**
 * @param {{ symbol: "pin" | "lock" | "behind" | "differs", kind: string }} look
 * @param {string} text
 * @param {string} [more] for screen readers
 */
function mark({ symbol, kind }, text, more = "") {
  return make("span", { class: `mark ${kind}` }, [
    icon(symbol),
    text,
    ...(more === "" ? [] : [unseen(more)]),
  ]);
}

/** @param {string} text */
function unseen(text) {
  return make("span", { class: "unseen", text });
}
