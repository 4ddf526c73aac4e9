/**
 * Where each row of the matrix is. On a telephone a row is a card that is as high as what the container runs, so that rows
 * have different heights. Pure.
 *
 * @import { Row } from "./model.js"
 */

/** What a row is made of, in pixels, as the style sheet has it. */
export const CARD = { name: 42, absent: 22, gap: 12 };

export class RowPlaces {
  /** Where each row begins, and where the last one ends. @type {number[]} */
  #tops = [0];

  /**
   * @param {readonly Row[]} rows
   * @param {{ cell: number, isCard: boolean }} look the height of a cell, and whether each row is a card
   */
  constructor(rows, { cell, isCard }) {
    let top = 0;
    for (const row of rows) {
      top += isCard ? cardHeight(row, cell) + CARD.gap : cell;
      this.#tops.push(top);
    }
  }

  /** @param {number} index */
  top(index) {
    return this.#tops[index] ?? this.height;
  }

  /** All rows' together. */
  get height() {
    return this.#tops.at(-1) ?? 0;
  }

  /** The row at a height, from 0; the last one below all. @param {number} height */
  at(height) {
    let low = 0;
    let high = Math.max(this.#tops.length - 2, 0);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.top(middle) <= height) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** @param {Row} row @param {number} cell */
export function cardHeight(row, cell) {
  const shown = row.cells.filter((one, column) => one !== undefined || row.freezes[column] !== undefined);
  const absent = shown.length < row.cells.length ? CARD.absent : 0;
  return CARD.name + absent + shown.length * cell;
}
