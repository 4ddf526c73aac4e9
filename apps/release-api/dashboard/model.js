/**
 * What the page shows, derived from the API's data. Pure: nothing from the page, and the time is a parameter.
 *
 * @typedef {{ repository: string, sha: string, ref: string, run_id: number, run_attempt: number, actor?: string,
 *   sent_by?: string }} Source
 * @typedef {{ by: string, at: string, reason: string, until?: string }} Pin
 * @typedef {{ container: string, channel: string, image: string, digest?: string, source?: Source, released_at: string,
 *   released_by: string, dispatch_id: string, pinned?: Pin }} ReleaseRecord
 * @typedef {import("./freeze.js").Freeze} Freeze
 * @typedef {{ name: string, position: number, listed: boolean, releases: number, freezes: Freeze[] }} Channel
 * @typedef {{ from: string, to: string, changed: ReleaseRecord[], removed: { container: string, channel: string }[],
 *   complete: boolean }} Change
 *
 * How a release compares with the previous channel's, which promotions come from.
 * `behind`: the previous channel got another image later, by this many milliseconds. `differs`: it has another image,
 * but not later, or from an older build after a rollback.
 * @typedef {{ kind: "behind" | "differs", channel: string, image: string, milliseconds: number }} Lag
 *
 * @typedef {{ record: ReleaseRecord, lag: Lag | undefined, freeze: Freeze | undefined,
 *   pin: Pin | undefined }} Cell
 * `freezes`: what holds each channel for the container, whether or not something runs there.
 * @typedef {{ container: string, cells: (Cell | undefined)[], freezes: (Freeze | undefined)[], text: string }} Row
 * @typedef {"" | "behind" | "pinned" | "frozen"} Show
 */

import { isFrozen } from "./freeze.js";

/**
 * One row per container, ordered by name; one cell per channel, in promotion order.
 *
 * @param {Iterable<ReleaseRecord>} records
 * @param {readonly Channel[]} channels
 * @param {number} now
 * @returns {Row[]}
 */
export function buildRows(records, channels, now) {
  /** @type {Map<string, Map<string, ReleaseRecord>>} */
  const containers = new Map();
  for (const record of records) {
    const known = containers.get(record.container);
    if (known === undefined) containers.set(record.container, new Map([[record.channel, record]]));
    else known.set(record.channel, record);
  }
  return [...containers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([container, releases]) => ({
      container,
      cells: cellsOf({ container, releases }, channels, now),
      freezes: channels.map(({ freezes }) => activeFreeze(freezes, container, now)),
      text: searchText(container, releases),
    }));
}

/**
 * @param {{ container: string, releases: ReadonlyMap<string, ReleaseRecord> }} row
 * @param {readonly Channel[]} channels
 * @param {number} now
 */
function cellsOf({ container, releases }, channels, now) {
  /** @type {ReleaseRecord | undefined} */
  let before;
  return channels.map(({ name, listed, freezes }) => {
    const record = releases.get(name);
    if (record === undefined) return undefined;
    const lag = listed && before !== undefined ? lagBehind(before, record) : undefined;
    before = record;
    return { record, lag, freeze: activeFreeze(freezes, container, now), pin: activePin(record, now) };
  });
}

/**
 * @param {ReleaseRecord} before
 * @param {ReleaseRecord} record
 * @returns {Lag | undefined} undefined if both run the same
 */
export function lagBehind(before, record) {
  const same =
    before.digest !== undefined && record.digest !== undefined
      ? before.digest === record.digest
      : before.image === record.image;
  if (same) return undefined;
  const milliseconds = Date.parse(before.released_at) - Date.parse(record.released_at);
  return {
    kind: milliseconds > 0 && !isOlderBuild(before, record) ? "behind" : "differs",
    channel: before.channel,
    image: before.image,
    milliseconds: Math.abs(milliseconds),
  };
}

/**
 * Whether a release's build came before another's, as far as can be told.
 *
 * @param {ReleaseRecord} release
 * @param {ReleaseRecord} other
 */
function isOlderBuild({ source: one }, { source: two }) {
  return (
    one?.run_id !== undefined &&
    two?.run_id !== undefined &&
    one.repository === two.repository &&
    one.run_id < two.run_id
  );
}

/**
 * @param {readonly Freeze[]} freezes
 * @param {string | undefined} container undefined for freezes of the whole channel only
 * @param {number} now
 */
export function activeFreeze(freezes, container, now) {
  return freezes.find(
    (freeze) => (freeze.container === undefined || freeze.container === container) && isFrozen(freeze, now),
  );
}

/**
 * The pin, until it ends.
 *
 * @param {ReleaseRecord} record
 * @param {number} now
 */
export function activePin({ pinned }, now) {
  return pinned?.until === undefined || now < Date.parse(pinned.until) ? pinned : undefined;
}

/**
 * @param {string} container
 * @param {ReadonlyMap<string, ReleaseRecord>} releases
 */
function searchText(container, releases) {
  const texts = [...releases.values()].map(({ image, released_by: by, source }) =>
    [image, by, source?.repository, source?.sha, source?.actor].join(" "),
  );
  return [container, ...texts].join(" ").toLowerCase();
}

/**
 * The rows that contain every word and match the filter.
 *
 * @param {readonly Row[]} rows
 * @param {string} query
 * @param {Show} show
 */
export function filterRows(rows, query, show) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      words.every((word) => row.text.includes(word)) &&
      (show === "" || row.cells.some((cell) => has(cell, show))),
  );
}

/**
 * @param {Cell | undefined} cell
 * @param {Show} show
 */
function has(cell, show) {
  if (cell === undefined) return false;
  if (show === "behind") return cell.lag?.kind === "behind";
  return show === "pinned" ? cell.pin !== undefined : cell.freeze !== undefined;
}

/**
 * How many containers each filter matches.
 *
 * @param {readonly Row[]} rows
 * @returns {Record<Show, number>}
 */
export function countRows(rows) {
  const count = (/** @type {Show} */ show) => filterRows(rows, "", show).length;
  return { "": rows.length, behind: count("behind"), pinned: count("pinned"), frozen: count("frozen") };
}

/** @param {{ container: string, channel: string }} release */
export function keyOf({ container, channel }) {
  return `${container} ${channel}`;
}

/**
 * The tag, without the container's name if it repeats that.
 *
 * @param {string} image
 */
export function tagOf(image) {
  return image.slice(image.lastIndexOf(":") + 1);
}

/** @param {{ image: string, digest?: string | undefined }} record the image that a cluster runs */
export function referenceOf({ image, digest }) {
  return digest === undefined ? image : `${image}@${digest}`;
}

const UNITS = /** @type {const} */ ([
  [60_000, 1_000, "s"],
  [3_600_000, 60_000, "min"],
  [2 * 86_400_000, 3_600_000, "h"],
  [60 * 86_400_000, 86_400_000, "d"],
  [730 * 86_400_000, 30 * 86_400_000, "mo"],
  [Number.POSITIVE_INFINITY, 365 * 86_400_000, "y"],
]);

/**
 * A time span in one unit: `40 s`, `12 min`, `47 h`, `59 d`, `23 mo`.
 *
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const [, unit, name] = UNITS.find(([limit]) => milliseconds < limit) ?? UNITS[5];
  return `${Math.max(Math.floor(milliseconds / unit), 0)} ${name}`;
}

/**
 * @param {string} time ISO 8601
 * @param {number} now
 */
export function ago(time, now) {
  const milliseconds = now - Date.parse(time);
  return milliseconds < 5_000 ? "just now" : `${span(milliseconds)} ago`;
}
