/**
 * What the card says: of a release, of a place without one, and of a frozen channel.
 *
 * @import { Cell, Freeze } from "./model.js"
 */

import { byId, commitUrl, icon, link, make, runUrl } from "./elements.js";
import { ago, referenceOf, span } from "./model.js";

/**
 * Where nothing runs.
 *
 * @param {{ container: string, channel: string }} place
 * @param {Freeze | undefined} freeze
 * @returns {Node[]}
 */
export function emptyContents({ container, channel }, freeze) {
  return [
    titleOf(container, channel),
    ...(freeze === undefined ? [] : [frozenNote(freeze)]),
    make("p", { text: "No release runs here." }),
    ways({ container, channel }, undefined),
  ];
}

/** A channel's freeze. @param {string} channel @param {Freeze} freeze @returns {Node[]} */
export function frozenContents(channel, freeze) {
  const past = make("a", {
    text: "History of the channel",
    attributes: { href: `history?${new URLSearchParams({ channel })}` },
  });
  return [
    make("h2", { text: `${channel} is frozen` }),
    frozenNote(freeze),
    make("p", { class: "ways" }, [past]),
  ];
}

/**
 * The pages that go on from here.
 *
 * @param {{ container: string, channel: string }} place
 * @param {string | undefined} before the channel that it lags behind
 */
function ways({ container, channel }, before) {
  const page = (/** @type {string} */ name, /** @type {Record<string, string>} */ query) =>
    `${name}?${new URLSearchParams({ container, ...query })}`;
  const ways = [
    make("a", { text: "History", attributes: { href: page("history", { channel }) } }),
    ...(before === undefined
      ? []
      : [
          make("a", {
            text: `Compare with ${before}, promote, roll back`,
            attributes: { href: page("compare", { from: before, to: channel }) },
          }),
        ]),
  ];
  return make("p", { class: "ways" }, ways);
}

/** @param {string} container @param {string} channel */
function titleOf(container, channel) {
  return make("h2", {}, [container, make("span", { class: "arrow", text: " in " }), channel]);
}

/** @param {Freeze} freeze */
function frozenNote(freeze) {
  return note("lock", "freeze", `Frozen by ${freeze.by}${untilText(freeze)}: ${freeze.reason}`);
}

/** A release. @param {Cell} cell @param {number} now @returns {Node[]} */
export function releaseContents(cell, now) {
  const { record } = cell;
  const { container, channel, image, digest, source, released_at: at, released_by: by } = record;
  const title = titleOf(container, channel);
  const list = make("dl");
  const add = (/** @type {string} */ name, /** @type {readonly (Node | string)[]} */ ...children) =>
    list.append(make("dt", { text: name }), make("dd", {}, children));
  add("Image", make("code", { text: image }), copyButton("Copy the image's reference", referenceOf(record)));
  if (digest !== undefined)
    add("Digest", make("code", { text: digest }), copyButton("Copy the digest", digest));
  add("Released", `${new Date(at).toLocaleString()} (${ago(at, now)}) by ${by}`);
  if (source !== undefined) {
    const { repository, sha, ref, run_id: run, actor, sent_by: sender } = source;
    add(
      "Source",
      link(commitUrl(source), `${repository}@${sha.slice(0, 7)}`),
      ` ${ref.replace(/^refs\/(?:heads|tags)\//, "")}, `,
      link(runUrl(source), `run ${run}`),
      ...(actor === undefined ? [] : [` started by ${actor}`]),
      ...(sender === undefined ? [] : [`, sent by ${sender}`]),
    );
  }
  return [title, ...notes(cell, now), list, ways({ container, channel }, cell.lag?.channel)];
}

/** @param {Cell} cell @param {number} now @returns {Node[]} */
function notes({ lag, freeze, pin }, now) {
  const found = [];
  if (pin !== undefined) {
    const text = `Pinned by ${pin.by} ${ago(pin.at, now)}${untilText(pin)}: ${pin.reason}`;
    found.push(note("pin", "pinned", text));
  }
  if (freeze !== undefined) found.push(frozenNote(freeze));
  if (lag?.kind === "behind")
    found.push(note("behind", "behind", `${lag.channel} got ${lag.image} ${span(lag.milliseconds)} later.`));
  if (lag?.kind === "differs")
    found.push(note("differs", "differs", `${lag.channel} runs ${lag.image}, which is not newer.`));
  return found;
}

/** @param {{ until?: string }} ended */
function untilText({ until }) {
  return until === undefined ? "" : ` until ${new Date(until).toLocaleString()}`;
}

/** @param {"pin" | "lock" | "behind" | "differs"} symbol @param {string} kind @param {string} text */
function note(symbol, kind, text) {
  return make("p", { class: `note ${kind}` }, [icon(symbol), make("span", { text })]);
}

/** @param {string} label @param {string} text */
function copyButton(label, text) {
  const button = make("button", {
    class: "copy",
    text: "Copy",
    attributes: { type: "button", "aria-label": label },
  });
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text)) ? "Copied" : "Failed";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return button;
}

/** Browsers withhold the clipboard from pages served without https, except this old way. @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { class: "unseen" });
    area.value = text;
    const card = byId("card", HTMLElement);
    const focused = document.activeElement;
    card.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
