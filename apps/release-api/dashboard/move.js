/** @typedef {{ readonly row: number, readonly column: number }} Cell */

/**
 * The cell that a key leads to from another one, as in any grid of the ARIA practices.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey">} event
 * @param {Cell} from
 * @param {{ readonly rows: number, readonly columns: number, readonly page: number }} size `page` is the rows that fit
 * @returns {Cell | undefined} undefined for a key that moves nothing
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export function movedCell({ key, ctrlKey }, { row, column }, { rows, columns, page }) {
  const last = { row: rows - 1, column: columns - 1 };
  /** @type {Record<string, [row: number, column: number]>} */
  const moves = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - page, column],
    PageDown: [row + page, column],
    Home: [ctrlKey ? 0 : row, 0],
    End: [ctrlKey ? last.row : row, last.column],
  };
  const move = moves[key];
  if (move === undefined) return undefined;
  return { row: within(move[0], last.row), column: within(move[1], last.column) };
}

/** @param {number} value @param {number} most */
function within(value, most) {
  return Math.min(Math.max(value, 0), most);
}
