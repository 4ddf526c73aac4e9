import { expect, test } from "@jest/globals";
import { record } from "../testing/files.ts";
import { buildRows } from "./model.js";
import { CARD, RowPlaces } from "./rows.js";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const freezes = [{ reason: "r", by: "a", container: "b" }];
const CHANNELS = ["dev", "stage", "prod"].map((name, index) => ({
  name,
  position: index + 1,
  listed: true,
  releases: 0,
  freezes: name === "prod" ? freezes : [],
}));
const ROWS = buildRows(
  [record("a", "dev"), record("a", "stage"), record("a", "prod"), record("b", "dev"), record("c", "dev")],
  CHANNELS,
  NOW,
);

test("a card is as high as what runs there, or is frozen, and a line for the rest", () => {
  const places = new RowPlaces(ROWS, { cell: 60, isCard: true });
  const [a, b, c] = [CARD.name + 180, CARD.name + CARD.absent + 120, CARD.name + CARD.absent + 60];
  expect([0, 1, 2, 3].map((index) => places.top(index))).toEqual([
    0,
    a + CARD.gap,
    a + b + 2 * CARD.gap,
    a + b + c + 3 * CARD.gap,
  ]);
  expect(places.height).toBe(a + b + c + 3 * CARD.gap);
});

test.each([
  [0, 0],
  [59, 0],
  [60, 1],
  [179, 2],
  [9999, 2],
])("in a table, row %i px down is row %i", (height, row) => {
  const places = new RowPlaces(ROWS, { cell: 60, isCard: false });
  expect([places.at(height), places.height]).toEqual([row, 180]);
});

test("of no rows, the first one is at the top", () => {
  const places = new RowPlaces([], { cell: 60, isCard: true });
  expect([places.at(100), places.height]).toEqual([0, 0]);
});
