import { expect, test } from "@jest/globals";
import { parsePinEnd, pinEndAt } from "./pin-end.ts";

const AT = "2026-11-30T10:00:00.750Z";

test.each([
  ["2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"],
  ["1m", "2026-11-30T10:01:00Z"],
  ["90m", "2026-11-30T11:30:00Z"],
  ["8h", "2026-11-30T18:00:00Z"],
  ["3d", "2026-12-03T10:00:00Z"],
  ["99999m", "2027-02-07T20:39:00Z"],
])("a pin until %s, made now, ends at %s", (text, end) => {
  const parsed = parsePinEnd(text);
  expect(parsed && pinEndAt(parsed, AT)).toBe(end);
});

test.each([
  "0h",
  "08h",
  "100000m",
  "8",
  "8H",
  "8 h",
  "1.5h",
  "-1h",
  "8hours",
  "1w",
  "2026-02-30T08:00:00Z",
  "2026-12-01T08:00:00",
  "2026-12-01T08:00:00+01:00",
  "2026-12-01",
  "x2026-12-01T08:00:00Z",
  "",
])("%j is no end", (text) => {
  expect(parsePinEnd(text)).toBeUndefined();
});
