import { describe, expect, test } from "@jest/globals";
import type { Pin } from "../generated/schema.generated.ts";
import {
  isUntilResume,
  keepsPin,
  pinAfter,
  pinByHand,
  pinHold,
  pinUntilResume,
  type PinOptions,
} from "./until-resume.ts";

const AT = "2026-11-30T10:00:00Z";
const BY_HAND: Pin = { by: "carol", at: AT, reason: "incident 7" };
const OVER: Pin = { ...BY_HAND, until: AT };
const OWN = pinUntilResume({ by: "alice", at: AT, reason: "rolled back" });
const NEW: Pin = { ...BY_HAND, reason: "incident 8" };

/** What a deploy does with a pin: whether it is held, which pin is there then, and whether that is the one before. */
const after = (pinned: Pin | undefined, options: Partial<PinOptions> = {}) => {
  const record = pinned === undefined ? {} : { pinned };
  const all = { at: AT, ...options };
  return [pinHold(record, all) !== undefined, pinAfter(record, all), keepsPin(record, all)];
};

describe("a pin is", () => {
  test.each<[string, Pin | undefined, Partial<PinOptions>, readonly unknown[]]>([
    ["none where there was none", undefined, {}, [false, undefined, true]],
    ["kept while it is in force", BY_HAND, {}, [true, BY_HAND, true]],
    ["none once it is over, and nothing has changed by that", OVER, {}, [false, undefined, true]],
    ["kept, of a rollback, while events ask", OWN, {}, [true, OWN, true]],
    ["ended, of a rollback, by whoever brings it back", OWN, { bringsBack: true }, [false, undefined, false]],
    [
      "kept, that somebody has set, whoever brings it back",
      BY_HAND,
      { bringsBack: true },
      [true, BY_HAND, true],
    ],
    ["removed where that is asked", BY_HAND, { pin: null }, [true, undefined, false]],
    ["nothing to remove once it is over", OVER, { pin: null }, [false, undefined, true]],
    ["nothing to remove where there is none", undefined, { pin: null }, [false, undefined, true]],
    ["set where that is asked", undefined, { pin: NEW }, [false, NEW, false]],
    ["another where that is asked", BY_HAND, { pin: NEW }, [true, NEW, false]],
  ])("%s", (_what, pinned, options, expected) => {
    expect(after(pinned, options)).toEqual(expected);
  });

  test("that of a rollback by its field, whatever somebody writes as the reason of theirs", () => {
    const likeOwn = pinByHand({ by: "carol", at: AT, reason: OWN.reason });
    expect(OWN).toEqual({
      by: "alice",
      at: AT,
      reason: "rolled back, until /deploy resume",
      until_resume: true,
    });
    expect([OWN, BY_HAND, likeOwn, undefined].map(isUntilResume)).toEqual([true, false, false, false]);
    expect(after(likeOwn, { bringsBack: true })).toEqual([true, likeOwn, true]);
    expect(pinByHand(OVER)).toEqual(OVER);
  });

  test("that of a rollback by the end of its reason, where it was set before there was a field", () => {
    const { until_resume: _field, ...old } = OWN;
    expect([old, { ...old, reason: `${old.reason}, or tomorrow` }].map(isUntilResume)).toEqual([true, false]);
  });

  test("nothing where there is no record", () => {
    expect([
      pinHold(undefined, { at: AT }),
      pinAfter(undefined, { at: AT }),
      keepsPin(undefined, { at: AT }),
    ]).toEqual([undefined, undefined, true]);
  });
});
