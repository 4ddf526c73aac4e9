/** @import { Change, Row, Show } from "./model.js" @import { Data, Health } from "./source.js" */

import { emptyContents, frozenContents, releaseContents } from "./card-contents.js";
import { Card } from "./card.js";
import { byId } from "./elements.js";
import { Grid } from "./grid.js";
import { activeFreeze, ago, buildRows, countRows, filterRows, keyOf, tagOf } from "./model.js";
import { follow } from "./source.js";

const REFRESH_MS = 30_000;
const ANNOUNCED = 3;

const search = byId("search", HTMLInputElement);
const tools = byId("tools", HTMLFormElement);
const live = byId("live", HTMLElement);
const announcer = byId("announcer", HTMLElement);

/** @type {Data | undefined} */
let data;
/** @type {Health | undefined} */
let health;
let connected = false;
let wasConnected = false;
/** @type {readonly Row[]} */
let rows = [];

const card = new Card();
const grid = new Grid({
  onOpen: (anchor, row, column) => card.open(anchor, contentsOf(row, column)),
  onPoint: (anchor, row, column) => card.point(anchor, row && row.cells[column] && contentsOf(row, column)),
  onFrozen: (mark, { name, freezes }) => {
    const freeze = activeFreeze(freezes, undefined, Date.now());
    if (freeze !== undefined) card.open(mark, () => frozenContents(name, freeze));
  },
});

/** @param {Row} row @param {number} column @returns {() => Node[]} */
function contentsOf({ container, cells, freezes }, column) {
  const cell = cells[column];
  const channel = data?.channels[column]?.name ?? "";
  return () =>
    cell === undefined
      ? emptyContents({ container, channel }, freezes[column])
      : releaseContents(cell, Date.now());
}

readAddress();
follow({
  onData(next, change) {
    data = next;
    if (change !== undefined) announce(change);
    rebuild();
  },
  onHealth(next) {
    health = next;
    showState();
  },
  onConnection(next) {
    connected = next;
    wasConnected ||= next;
    showState();
  },
});

tools.addEventListener("submit", (event) => event.preventDefault());
tools.addEventListener("input", () => {
  writeAddress();
  grid.toTop();
  draw();
});
window.addEventListener("popstate", () => {
  readAddress();
  draw();
});
document.addEventListener("keydown", (event) => {
  const typing =
    event.target instanceof HTMLElement && event.target.matches("input:not([type=radio]), textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.select();
    search.focus();
  }
  if (event.key === "ArrowDown" && event.target === search) {
    event.preventDefault();
    grid.focus();
  }
});
byId("empty-action", HTMLButtonElement).addEventListener("click", () => {
  tools.reset();
  writeAddress();
  draw();
  search.focus();
});
setInterval(rebuild, REFRESH_MS);

/** Ages grow and freezes end without any event. */
function rebuild() {
  if (data === undefined) return;
  rows = buildRows(data.records.values(), data.channels, Date.now());
  for (const [name, count] of Object.entries(countRows(rows))) {
    const element = document.querySelector(`[data-count="${name}"]`);
    if (element !== null) element.textContent = count.toLocaleString();
  }
  draw();
}

function draw() {
  showState();
  if (data === undefined) return;
  const shown = filterRows(rows, search.value, chosen());
  grid.show(shown, data.channels, Date.now());
  byId("summary", HTMLElement).textContent =
    shown.length === rows.length
      ? counted(rows.length, "container")
      : `${shown.length.toLocaleString()} of ${counted(rows.length, "container")}`;
  showEmpty(shown.length);
}

/** @param {number} shown */
function showEmpty(shown) {
  byId("empty", HTMLElement).hidden = shown > 0;
  const none = rows.length === 0;
  byId("empty-title", HTMLElement).textContent = none ? "No releases yet" : "No matching containers";
  byId("empty-text", HTMLElement).textContent = none
    ? "The first one appears here as soon as a build releases it."
    : "No container matches the search and the filter.";
  byId("empty-action", HTMLButtonElement).hidden = none;
}

/** Updates the status line: whether the page shows the current state. */
function showState() {
  const state = stateOf();
  live.dataset["state"] = state;
  byId("live-text", HTMLElement).textContent = {
    connecting: "Connecting",
    offline: "Reconnecting",
    degraded: "Degraded",
    stopping: "Live",
    live: "Live",
  }[state];
  const text = noticeOf(state);
  const shown = byId("notice-text", HTMLElement);
  if (shown.textContent !== text) shown.textContent = text;
  const notice = byId("notice", HTMLElement);
  notice.hidden = text === "";
  notice.dataset["state"] = state;
}

/** @returns {"connecting" | "offline" | "degraded" | "stopping" | "live"} */
function stateOf() {
  if (!connected) return wasConnected ? "offline" : "connecting";
  if (health?.status === "degraded" || health?.status === "unavailable") return "degraded";
  return health?.status === "stopping" ? "stopping" : "live";
}

/** @param {string} state */
function noticeOf(state) {
  if (state === "offline") {
    return data === undefined
      ? "The release API does not answer. Trying again …"
      : "The release API does not answer; the page shows its last data. Trying again …";
  }
  if (state !== "degraded" || health === undefined) return "";
  const [problem] = health.problems;
  const place = problem?.position === undefined ? "" : `:${problem.position.line}:${problem.position.column}`;
  const why = problem === undefined ? "" : ` ${problem.document}${place}: ${problem.message}.`;
  return health.loaded_at === null
    ? `No valid database has been loaded yet.${why}`
    : `The database is not valid now; the page shows the version from ${ago(health.loaded_at, Date.now())}.${why}`;
}

/** @param {Change} change */
function announce(change) {
  grid.flash(change.changed.map(keyOf));
  const lines = change.changed.map(
    ({ container, channel, image, released_by: by }) =>
      `${container} in ${channel} is now ${tagOf(image)}, by ${by}.`,
  );
  const count = change.changed.length + change.removed.length;
  if (count === 0) return;
  announcer.textContent =
    count > ANNOUNCED || lines.length === 0 ? `${count} releases changed.` : lines.join(" ");
}

/** @returns {Show} */
function chosen() {
  return /** @type {Show} */ (new FormData(tools).get("show") ?? "");
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  search.value = query.get("q") ?? "";
  const show = query.get("show") ?? "";
  for (const radio of tools.querySelectorAll("input[type=radio]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === show;
  }
  if (new FormData(tools).get("show") === null)
    tools.querySelector("input[type=radio]")?.setAttribute("checked", "");
}

function writeAddress() {
  const query = new URLSearchParams();
  if (search.value.trim() !== "") query.set("q", search.value.trim());
  if (chosen() !== "") query.set("show", chosen());
  const text = query.toString();
  history.replaceState(null, "", text === "" ? location.pathname : `?${text}`);
}

/** @param {number} count @param {string} noun */
function counted(count, noun) {
  return `${count.toLocaleString()} ${noun}${count === 1 ? "" : "s"}`;
}
