/** The details of one release, in a card next to its cell. @import { Cell } from "./model.js" */

import { byId, commitUrl, icon, link, make, runUrl } from "./elements.js";
import { ago, referenceOf, span } from "./model.js";

const DELAY_MS = 180;
const GAP = 6;

export class Card {
  #element = byId("card", HTMLElement);
  /** @type {HTMLElement | undefined} */
  #anchor;
  /** Whether it was opened explicitly and stays until it is closed. */
  #held = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.#element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.#element.addEventListener("pointerleave", () => this.point(undefined, undefined));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#element.matches(":popover-open")) return;
      const back = this.#element.contains(document.activeElement) ? this.#anchor : undefined;
      this.close();
      back?.querySelector("button")?.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (event.target instanceof Node && !this.#element.contains(event.target)) this.close();
    });
    document.addEventListener("focusout", (event) => {
      if (!this.#held || !this.#element.contains(event.target instanceof Node ? event.target : null)) return;
      if (event.relatedTarget instanceof Node && !this.#element.contains(event.relatedTarget)) this.close();
    });
  }

  /**
   * Shows the card while the pointer is on a cell.
   * @param {HTMLElement | undefined} anchor
   * @param {Cell | undefined} cell
   */
  point(anchor, cell) {
    clearTimeout(this.#timer);
    if (this.#held) return;
    this.#timer = setTimeout(() => {
      if (anchor === undefined || cell === undefined) this.close();
      else this.#show(anchor, cell);
    }, DELAY_MS);
  }

  /**
   * Opens the card until it is closed, and moves the focus there.
   * @param {HTMLElement} anchor
   * @param {Cell | undefined} cell
   */
  open(anchor, cell) {
    clearTimeout(this.#timer);
    if (cell === undefined) return;
    this.#show(anchor, cell);
    this.#held = true;
    this.#element.querySelector("button")?.focus();
  }

  close() {
    clearTimeout(this.#timer);
    this.#held = false;
    if (this.#element.matches(":popover-open")) this.#element.hidePopover();
  }

  /** @param {HTMLElement} anchor @param {Cell} cell */
  #show(anchor, cell) {
    this.#anchor = anchor;
    this.#element.replaceChildren(...contents(cell, Date.now()));
    if (!this.#element.matches(":popover-open")) this.#element.showPopover();
    place(this.#element, anchor);
  }
}

/**
 * Places the card below the cell, or above if there is no room.
 * @param {HTMLElement} card
 * @param {HTMLElement} anchor
 */
function place(card, anchor) {
  const cell = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = cell.bottom + GAP;
  const top = below + height <= innerHeight ? below : Math.max(cell.top - GAP - height, GAP);
  card.style.top = `${top}px`;
  card.style.left = `${Math.max(Math.min(cell.left, innerWidth - width - GAP), GAP)}px`;
}

/** @param {Cell} cell @param {number} now @returns {Node[]} */
function contents(cell, now) {
  const { record } = cell;
  const { container, channel, image, digest, source, released_at: at, released_by: by } = record;
  const title = make("h2", {}, [container, make("span", { class: "arrow", text: " in " }), channel]);
  const list = make("dl");
  const add = (/** @type {string} */ name, /** @type {readonly (Node | string)[]} */ ...children) =>
    list.append(make("dt", { text: name }), make("dd", {}, children));
  add("Image", make("code", { text: image }), copyButton("Copy the image's reference", referenceOf(record)));
  if (digest !== undefined)
    add("Digest", make("code", { text: digest }), copyButton("Copy the digest", digest));
  add("Released", `${new Date(at).toLocaleString()} (${ago(at, now)}) by ${by}`);
  if (source !== undefined) {
    const { repository, sha, ref, run_id: run } = source;
    add(
      "Source",
      link(commitUrl(source), `${repository}@${sha.slice(0, 7)}`),
      ` ${ref.replace(/^refs\/(?:heads|tags)\//, "")}, `,
      link(runUrl(source), `run ${run}`),
    );
  }
  return [title, ...notes(cell, now), list];
}

/** @param {Cell} cell @param {number} now @returns {Node[]} */
function notes({ lag, freeze, pin }, now) {
  const found = [];
  if (pin !== undefined) {
    const text = `Pinned by ${pin.by} ${ago(pin.at, now)}${untilText(pin)}: ${pin.reason}`;
    found.push(note("pin", "pinned", text));
  }
  if (freeze !== undefined)
    found.push(note("lock", "freeze", `Frozen by ${freeze.by}${untilText(freeze)}: ${freeze.reason}`));
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
