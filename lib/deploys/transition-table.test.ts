import { describe, expect, test } from "@jest/globals";
import type { EventType } from "./event.ts";
import { hasEnded, OPEN_STATES, OUTCOMES, RESTING_STATES, type RequestState } from "./request.ts";
import { AT, EVENTS, inState, LATER } from "./testing/requests.ts";
import { TABLE, transition } from "./transition.ts";

/** The design's table. What is not here is refused. */
const EXPECTED: readonly (readonly [RequestState, Readonly<Partial<Record<EventType, RequestState>>>])[] = [
  [
    "received",
    { identified: "resolving", rejected: "rejected", superseded: "superseded", cancelled: "cancelled" },
  ],
  [
    "resolving",
    {
      resolved: "previewing",
      waits: "resolving",
      rejected: "rejected",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "previewing",
    {
      previewed: "awaiting confirmation",
      moved: "resolving",
      rejected: "rejected",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "awaiting confirmation",
    {
      confirmed: "awaiting approval",
      waits: "awaiting confirmation",
      "found written": "writing",
      moved: "previewing",
      expired: "expired",
      rejected: "rejected",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "awaiting approval",
    {
      approved: "queued",
      waits: "awaiting approval",
      "found written": "writing",
      moved: "previewing",
      expired: "expired",
      rejected: "rejected",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "queued",
    {
      "turn came": "writing",
      "found written": "writing",
      moved: "previewing",
      held: "held",
      superseded: "superseded",
      rejected: "rejected",
      cancelled: "cancelled",
    },
  ],
  [
    "writing",
    {
      committed: "committed",
      "target refused": "ledger ahead",
      held: "held",
      superseded: "superseded",
      rejected: "rejected",
    },
  ],
  [
    "committed",
    {
      unanswered: "committed",
      compared: "requesting",
      held: "held",
      forbidden: "forbidden",
      failed: "failed",
      "no word": "timed out",
      superseded: "superseded",
    },
  ],
  [
    "awaiting sync confirmation",
    {
      confirmed: "awaiting sync confirmation",
      approved: "awaiting sync confirmation",
      waits: "awaiting sync confirmation",
      moved: "committed",
      expired: "expired",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "requesting",
    {
      unanswered: "requesting",
      accepted: "progressing",
      "nothing to sync": "verifying",
      held: "held",
      blocked: "blocked",
      busy: "busy",
      forbidden: "forbidden",
      failed: "failed",
      "no word": "timed out",
      superseded: "superseded",
    },
  ],
  [
    "progressing",
    {
      unanswered: "progressing",
      progressed: "progressing",
      synced: "verifying",
      failed: "failed",
      reverted: "reverted",
      "no word": "timed out",
      superseded: "superseded",
      cancelled: "cancelled",
    },
  ],
  [
    "verifying",
    {
      unanswered: "verifying",
      progressed: "verifying",
      verified: "succeeded",
      failed: "failed",
      reverted: "reverted",
      "no word": "timed out",
      superseded: "superseded",
    },
  ],
  ["timed out", { verified: "succeeded", failed: "failed", reverted: "reverted", superseded: "superseded" }],
  [
    "ledger ahead",
    { retried: "queued", committed: "committed", superseded: "superseded", cancelled: "cancelled" },
  ],
  ...OUTCOMES.map((state) => [state, {}] as const),
];

describe("the table", () => {
  test("has all states", () => {
    expect(EXPECTED.map(([state]) => state).sort()).toEqual(
      [...OPEN_STATES, ...RESTING_STATES, ...OUTCOMES].sort(),
    );
    expect(Object.keys(TABLE).sort()).toEqual([...OPEN_STATES, ...RESTING_STATES].sort());
  });

  test.each(
    EXPECTED.flatMap(([state, row]) =>
      Object.values(EVENTS).map((event) => [state, event.type, row[event.type]] as const),
    ),
  )("%s, %s: %s", (state, type, expected) => {
    const request = inState(state);
    const result = transition(request, EVENTS[type], LATER);
    if (expected === undefined) {
      expect(result).toMatchObject({ kind: "refused", code: hasEnded(request) ? "ended" : "out of place" });
      return;
    }
    expect(result).toMatchObject({ kind: "moved", request: { state: expected, version: 2, id: request.id } });
    if (result.kind === "moved" && expected !== state) expect(result.request.times[expected]).toBe(LATER);
  });

  test("says of what ended as what and when", () => {
    const result = transition(inState("cancelled"), EVENTS.confirmed, LATER);
    expect(result).toEqual({ kind: "refused", code: "ended", because: `it ended as cancelled at ${AT}` });
  });
});
