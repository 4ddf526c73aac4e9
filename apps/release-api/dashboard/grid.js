/**
 * The matrix. Only visible rows are in the page, so thousands of rows cost no more than twenty. One cell at a time is in
 * the Tab order; the arrow keys move between cells.
 *
 * @import { Channel, Row } from "./model.js"
 */

import { makeCell } from "./cell.js";
import { byId, make } from "./elements.js";
import { headerCells } from "./head.js";
import { keyOf } from "./model.js";
import { movedCell } from "./move.js";
import { cardHeight, RowPlaces } from "./rows.js";

const OVERSCAN = 8;
const narrow = window.matchMedia("(max-width: 640px)");

export class Grid {
  #scroller = byId("scroller", HTMLElement);
  #grid = byId("grid", HTMLElement);
  #head = byId("head", HTMLElement);
  #rows = byId("rows", HTMLElement);
  /** @type {readonly Row[]} */
  #data = [];
  /** @type {readonly Channel[]} */
  #channels = [];
  /** @type {Map<string, { element: HTMLElement, row: Row, minute: number }>} */
  #made = new Map();
  /** @type {Set<string>} */
  #changed = new Set();
  #active = { row: 0, column: 0 };
  #now = Date.now();
  #places = new RowPlaces([], { cell: 0, isCard: false });
  #onOpen;
  #onPoint;
  #onFrozen;

  /**
   * @param {{ onOpen: (cell: HTMLElement, row: Row, column: number) => void,
   *   onPoint: (cell: HTMLElement | undefined, row: Row | undefined, column: number) => void,
   *   onFrozen: (mark: HTMLElement, channel: Channel) => void }} listener `onFrozen`: why is asked for
   */
  constructor({ onOpen, onPoint, onFrozen }) {
    this.#onFrozen = onFrozen;
    this.#onOpen = onOpen;
    this.#onPoint = onPoint;
    this.#scroller.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.#scroller);
    narrow.addEventListener("change", () => this.#redraw());
    this.#head.addEventListener("click", (event) => this.#onHeadClick(event));
    this.#rows.addEventListener("keydown", (event) => this.#onKey(event));
    this.#rows.addEventListener("focusin", (event) => this.#onFocus(event));
    this.#rows.addEventListener("click", (event) => this.#onClick(event));
    this.#rows.addEventListener("pointerover", (event) => this.#onPointer(event));
    this.#rows.addEventListener("pointerleave", () => this.#onPoint(undefined, undefined, 0));
  }

  /** @param {readonly Row[]} rows @param {readonly Channel[]} channels @param {number} now */
  show(rows, channels, now) {
    const sameChannels = JSON.stringify(channels) === JSON.stringify(this.#channels);
    this.#data = rows;
    this.#now = now;
    this.#grid.hidden = rows.length === 0;
    if (!sameChannels) {
      this.#channels = channels;
      this.#drawHead();
      this.#drop();
    }
    this.#measure();
    this.#active.row = Math.min(this.#active.row, Math.max(rows.length - 1, 0));
    this.#draw();
  }

  /** Marks cells to be shown as changed at the next draw. @param {Iterable<string>} keys */
  flash(keys) {
    this.#changed = new Set(keys);
  }

  /** Scrolls to the first row, as after a new search. */
  toTop() {
    this.#active = { row: 0, column: 0 };
    this.#scroller.scrollTop = 0;
  }

  focus() {
    this.#focusActive();
  }

  #cellHeight() {
    return Number.parseFloat(getComputedStyle(this.#grid).getPropertyValue("--cell-height"));
  }

  #measure() {
    this.#places = new RowPlaces(this.#data, { cell: this.#cellHeight(), isCard: narrow.matches });
  }

  #drawHead() {
    this.#grid.style.setProperty("--channels", String(this.#channels.length));
    this.#grid.setAttribute("aria-colcount", String(this.#channels.length + 1));
    this.#head.replaceChildren(...headerCells(this.#channels, this.#now));
  }

  #redraw() {
    this.#measure();
    this.#drop();
    this.#draw();
  }

  #drop() {
    for (const { element } of this.#made.values()) element.remove();
    this.#made.clear();
  }

  #draw() {
    if (this.#grid.hidden) return this.#drop();
    const minute = Math.floor(this.#now / 30_000);
    this.#rows.style.height = `${this.#places.height}px`;
    this.#grid.setAttribute("aria-rowcount", String(this.#data.length + 1));
    const top = this.#scroller.scrollTop;
    const first = Math.max(this.#places.at(top) - OVERSCAN, 0);
    const last = Math.min(
      this.#places.at(top + this.#scroller.clientHeight) + 1 + OVERSCAN,
      this.#data.length,
    );
    const wanted = new Set(Array.from({ length: Math.max(last - first, 0) }, (_, offset) => first + offset));
    // The focused cell stays in the page, however far away, so that scrolling does not lose the focus.
    if (this.#rows.contains(document.activeElement)) wanted.add(this.#active.row);
    const shown = new Set();
    for (const index of [...wanted].sort((a, b) => a - b)) {
      const row = this.#data[index];
      if (row === undefined) continue;
      shown.add(row.container);
      const element = this.#rowElement(row, minute);
      element.setAttribute("aria-rowindex", String(index + 2));
      element.dataset["index"] = String(index);
      element.style.transform = `translateY(${this.#places.top(index)}px)`;
      element.style.height = narrow.matches ? `${cardHeight(row, this.#cellHeight())}px` : "";
    }
    for (const [container, { element }] of this.#made) {
      if (shown.has(container)) continue;
      element.remove();
      this.#made.delete(container);
    }
    this.#changed.clear();
    this.#markActive();
  }

  /** @param {Row} row @param {number} minute @returns {HTMLElement} */
  #rowElement(row, minute) {
    const made = this.#made.get(row.container);
    if (made !== undefined && made.row === row && made.minute === minute) return made.element;
    const element = make("div", { class: "row", attributes: { role: "row" } }, [
      make("div", { class: "container", attributes: { role: "rowheader", title: row.container } }, [
        make("span", { class: "container-name", text: row.container }),
        ...absent(row, this.#channels),
      ]),
      ...this.#channels.map(({ name }, column) => this.#cellElement(row, column, name)),
    ]);
    const focused = made?.element.contains(document.activeElement) === true;
    if (made === undefined) this.#rows.append(element);
    else made.element.replaceWith(element);
    this.#made.set(row.container, { element, row, minute });
    if (focused) queueMicrotask(() => this.#focusActive());
    return element;
  }

  /** @param {Row} row @param {number} column @param {string} channel */
  #cellElement(row, column, channel) {
    const cell = makeCell(row, column, { channel, now: this.#now });
    cell.setAttribute("aria-colindex", String(column + 2));
    cell.dataset["column"] = String(column);
    if (this.#changed.has(keyOf({ container: row.container, channel }))) cell.classList.add("changed");
    return cell;
  }

  #markActive() {
    for (const button of this.#rows.querySelectorAll('.release[tabindex="0"]'))
      button.setAttribute("tabindex", "-1");
    this.#buttonAt(this.#active.row, this.#active.column)?.setAttribute("tabindex", "0");
  }

  /** @param {number} row @param {number} column */
  #buttonAt(row, column) {
    const container = this.#data[row]?.container ?? "";
    const cell = this.#made.get(container)?.element.querySelector(`[data-column="${column}"]`);
    return cell?.querySelector("button") ?? undefined;
  }

  #focusActive() {
    const top = this.#places.top(this.#active.row);
    const height = this.#places.top(this.#active.row + 1) - top;
    const visible = this.#scroller.clientHeight - this.#head.offsetHeight;
    if (top < this.#scroller.scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > this.#scroller.scrollTop + visible)
      this.#scroller.scrollTop = top + height - visible;
    this.#draw();
    const button = this.#buttonAt(this.#active.row, this.#active.column);
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.metaKey) return;
    const moved = movedCell(event, this.#active, {
      rows: this.#data.length,
      columns: this.#channels.length,
      page: Math.max(Math.floor(this.#scroller.clientHeight / this.#cellHeight()) - 1, 1),
    });
    if (moved === undefined) return;
    event.preventDefault();
    this.#active = moved;
    this.#focusActive();
  }

  /** @param {Event} event @returns {{ cell: HTMLElement, row: Row, index: number, column: number } | undefined} */
  #target(event) {
    const cell = event.target instanceof Element ? event.target.closest(".cell") : null;
    const index = Number(cell?.closest(".row")?.getAttribute("data-index") ?? -1);
    const row = this.#data[index];
    if (!(cell instanceof HTMLElement) || row === undefined) return undefined;
    return { cell, row, index, column: Number(cell.dataset["column"]) };
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const target = this.#target(event);
    if (target === undefined) return;
    this.#active = { row: target.index, column: target.column };
    this.#markActive();
    if (event.target instanceof Element && event.target.matches(":focus-visible"))
      this.#onPoint(target.cell, target.row, target.column);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = this.#target(event);
    if (target === undefined || (event.target instanceof Element && event.target.closest("a") !== null))
      return;
    this.#onOpen(target.cell, target.row, target.column);
  }

  /** @param {MouseEvent} event */
  #onHeadClick(event) {
    const mark = event.target instanceof Element ? event.target.closest("button.mark") : null;
    const channel = this.#channels.find(({ name }) => name === mark?.getAttribute("data-channel"));
    if (mark instanceof HTMLElement && channel !== undefined) this.#onFrozen(mark, channel);
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    if (event.pointerType !== "mouse") return;
    const target = this.#target(event);
    this.#onPoint(target?.cell, target?.row, target?.column ?? 0);
  }
}

/** What a card says instead of rows of dashes. @param {Row} row @param {readonly Channel[]} channels */
function absent({ cells, freezes }, channels) {
  const names = channels.flatMap(({ name }, column) =>
    cells[column] === undefined && freezes[column] === undefined ? [name] : [],
  );
  return names.length === 0
    ? []
    : [make("span", { class: "absent", text: `no release in ${names.join(", ")}` })];
}
