/** A card next to what it is about. */

import { byId } from "./elements.js";

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
      (back instanceof HTMLButtonElement ? back : back?.querySelector("button"))?.focus();
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
   * @param {(() => Node[]) | undefined} contents
   */
  point(anchor, contents) {
    clearTimeout(this.#timer);
    if (this.#held) return;
    this.#timer = setTimeout(() => {
      if (anchor === undefined || contents === undefined) this.close();
      else this.#show(anchor, contents);
    }, DELAY_MS);
  }

  /**
   * Opens the card until it is closed, and moves the focus there.
   * @param {HTMLElement} anchor
   * @param {() => Node[]} contents
   */
  open(anchor, contents) {
    clearTimeout(this.#timer);
    this.#show(anchor, contents);
    this.#held = true;
    const first = this.#element.querySelector("button, a");
    if (first instanceof HTMLElement) first.focus();
  }

  close() {
    clearTimeout(this.#timer);
    this.#held = false;
    if (this.#element.matches(":popover-open")) this.#element.hidePopover();
  }

  /** @param {HTMLElement} anchor @param {() => Node[]} contents */
  #show(anchor, contents) {
    this.#anchor = anchor;
    this.#element.replaceChildren(...contents());
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
