import { describe, expect, test } from "@jest/globals";
import { VIRTUAL } from "./desired.ts";
import { dueAct, givesUpAt } from "./due.ts";
import type { RequestEvent } from "./event.ts";
import { ACTIVE_STATES, adoptedRequest, OPEN_STATES, OUTCOMES, RESTING_STATES } from "./request.ts";
import {
  ALICE,
  AT,
  BOB,
  CAROL,
  EVENTS,
  fresh,
  HASH,
  inState,
  LATER,
  moved,
  PREVIEW,
  TO,
} from "./testing/requests.ts";
import { transition } from "./transition.ts";

describe("a preview", () => {
  test.each([
    [{ needsConfirmation: true, approvals: 0 }, "awaiting confirmation"],
    [{ needsConfirmation: true, approvals: 2 }, "awaiting confirmation"],
    [{ needsConfirmation: false, approvals: 2 }, "awaiting approval"],
    [{ needsConfirmation: false, approvals: 0 }, "queued"],
  ] as const)("%j leads to %s", (rules, state) => {
    const event: RequestEvent = { type: "previewed", preview: { hash: HASH, ...rules } };
    expect(moved(inState("previewing"), event).state).toBe(state);
  });

  test("that changed takes consent with it, and one that did not keeps it", () => {
    const consent = { by: BOB, at: AT, previewHash: HASH };
    const request = inState("previewing", { confirmations: [consent], approvals: [consent] });
    const same = moved(request, { type: "previewed", preview: PREVIEW });
    const other = moved(request, { type: "previewed", preview: { ...PREVIEW, hash: "other" } });
    expect([same.confirmations, same.approvals, other.confirmations, other.approvals]).toEqual([
      [consent],
      [consent],
      [],
      [],
    ]);
  });

  test("of the engine that shows more is confirmed once more", () => {
    const preview = { hash: "engine", needsConfirmation: true, approvals: 0 };
    const asked = moved(inState("committed"), { type: "compared", preview });
    expect([asked.state, asked.preview]).toEqual(["awaiting sync confirmation", preview]);
    expect(transition(asked, EVENTS.confirmed, LATER)).toMatchObject({
      kind: "refused",
      code: "other preview",
    });
    expect(moved(asked, { ...EVENTS.confirmed, previewHash: "engine" }).state).toBe("requesting");
  });
});

describe("consent", () => {
  const waiting = inState("awaiting confirmation", { preview: { ...PREVIEW, approvals: 2 } });

  test("for another preview has no effect", () => {
    expect(transition(waiting, { ...EVENTS.confirmed, previewHash: "older" }, LATER)).toEqual({
      kind: "refused",
      code: "other preview",
      because: "what would be shipped has changed since this was shown: look at the new preview",
    });
  });

  test("the second click is told who was first", () => {
    const confirmed = moved(waiting, EVENTS.confirmed);
    expect(transition(confirmed, { ...EVENTS.confirmed, by: CAROL }, LATER)).toEqual({
      kind: "known",
      because: `bob confirmed it at ${LATER}`,
    });
  });

  test("takes as many other people as the channel asks for", () => {
    const confirmed = moved(waiting, { ...EVENTS.confirmed, by: ALICE });
    expect(transition(confirmed, { ...EVENTS.approved, by: ALICE }, LATER)).toEqual({
      kind: "refused",
      code: "own approval",
      because: "alice asked for this, so that another person has to approve it",
    });
    const once = moved(confirmed, EVENTS.approved);
    expect(transition(once, EVENTS.approved, LATER)).toMatchObject({ kind: "known" });
    const twice = moved(once, { ...EVENTS.approved, by: CAROL });
    expect([confirmed.state, once.state, twice.state]).toEqual([
      "awaiting approval",
      "awaiting approval",
      "queued",
    ]);
  });
});

test("several clusters are requested one after the other", () => {
  const first = inState("verifying", { waves: 2, wave: 0, operation: "op-1" });
  const second = moved(first, EVENTS.verified);
  // What is different in the second cluster is looked at before anything is asked for there.
  expect([second.state, second.wave, second.operation]).toEqual(["committed", 1, undefined]);
  const asked = moved(moved(second, { type: "compared" }), { type: "accepted", operation: "op-2" });
  const last = moved(moved(asked, EVENTS.synced), EVENTS.verified);
  expect([last.state, last.wave]).toEqual(["succeeded", 2]);
});

test("what the engine said before is known", () => {
  const request = inState("progressing", { operation: "op-1", commit: "c".repeat(40) });
  expect(transition(request, EVENTS.accepted, LATER)).toEqual({
    kind: "known",
    because: "operation op-1 is known",
  });
  expect(transition(request, EVENTS.committed, LATER).kind).toBe("known");
  expect(transition(request, { ...EVENTS.accepted, operation: "op-2" }, LATER).kind).toBe("refused");
});

test("an adopted release has its commit, keeps its dispatch id, and is previewed", () => {
  const request = adoptedRequest(
    {
      id: fresh.id,
      target: fresh.target,
      from: VIRTUAL,
      to: TO,
      by: { via: "event" },
      why: "",
      correlation: "dispatch-1",
      commit: "c".repeat(40),
    },
    AT,
  );
  expect(request).toMatchObject({
    state: "previewing",
    kind: "adopt",
    to: TO,
    correlation: "dispatch-1",
    commit: "c".repeat(40),
  });
  const writing = moved(
    moved(request, { type: "previewed", preview: { ...PREVIEW, needsConfirmation: false, approvals: 0 } }),
    EVENTS["turn came"],
  );
  expect(moved(writing, EVENTS.committed).state).toBe("committed");
});

describe("what is due", () => {
  test("is something in each state but those that ended", () => {
    const states = [...OPEN_STATES, ...RESTING_STATES];
    expect(states.map((state) => dueAct({ state })).every((act) => act !== undefined)).toBe(true);
    expect(OUTCOMES.map((state) => dueAct({ state }))).toEqual(OUTCOMES.map(() => undefined));
  });

  test.each([
    ["awaiting confirmation", "2026-11-29T19:15:00.000Z"],
    ["awaiting approval", "2026-11-29T19:15:00.000Z"],
    ["awaiting sync confirmation", "2026-11-29T19:15:00.000Z"],
    ["resolving", "2026-11-29T19:30:00.000Z"],
  ] as const)("%s is given up at %s", (state, at) => {
    expect(new Date(givesUpAt(inState(state)) ?? 0).toISOString()).toBe(at);
  });

  test("nothing ends by the clock while it is at work", () => {
    const atWork = ACTIVE_STATES.filter((state) => state !== "awaiting sync confirmation");
    expect(atWork.map((state) => givesUpAt(inState(state)))).toEqual(atWork.map(() => undefined));
  });
});

describe("what the engine shows beyond the preview", () => {
  const asked = inState("awaiting sync confirmation");

  test.each([
    ["confirmed, then approved", [EVENTS.confirmed, EVENTS.approved]],
    ["approved, then confirmed", [EVENTS.approved, EVENTS.confirmed]],
  ])("needs everybody's word: %s", (_order, [first, second]) => {
    const half = moved(asked, first!);
    expect(half.state).toBe("awaiting sync confirmation");
    expect(moved(half, second!).state).toBe("requesting");
  });

  test("needs two approvals of two people where two are asked for", () => {
    const two = { ...asked, preview: { ...PREVIEW, approvals: 2 } };
    const one = moved(moved(two, EVENTS.confirmed), EVENTS.approved);
    expect(one.state).toBe("awaiting sync confirmation");
    expect(transition(one, EVENTS.approved, LATER).kind).toBe("known");
    expect(moved(one, { ...EVENTS.approved, by: CAROL }).state).toBe("requesting");
  });

  test("needs a confirmation alone where no approval is asked for", () => {
    const none = { ...asked, preview: { ...PREVIEW, approvals: 0 } };
    expect(moved(none, EVENTS.confirmed).state).toBe("requesting");
  });
});
