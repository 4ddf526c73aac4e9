import { describe, expect, test } from "@jest/globals";
import type { Release, ReleaseRecord, Source } from "../generated/schema.generated.ts";
import { judge, type Judgement } from "./outcome.ts";

const SOURCE: Source = {
  repository: "acme/my-app",
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};
const RELEASE: Release = { container: "my-app", channel: "prod", image: "my-app:v2" };
const RECORD: ReleaseRecord = {
  ...RELEASE,
  image: "my-app:v1",
  source: SOURCE,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
};
const PINNED = { ...RECORD, pinned: { by: "bob", at: RECORD.released_at, reason: "incident 42" } };
const AT = "2026-11-21T03:00:00Z";
const FROZEN = "prod is frozen by alice: release week";
const SAME = { ...RELEASE, image: RECORD.image };
const newer = { ...SOURCE, run_id: 11 };
const older = { ...SOURCE, run_id: 9 };

describe("in a frozen channel", () => {
  test.each<[string, ReleaseRecord | undefined, Release, Source | undefined, Judgement]>([
    ["a first release is held", undefined, RELEASE, SOURCE, { outcome: "held", reason: FROZEN }],
    ["a newer build is held", RECORD, RELEASE, newer, { outcome: "held", reason: FROZEN }],
    ["a person's release is held", RECORD, RELEASE, undefined, { outcome: "held", reason: FROZEN }],
    [
      "an older build is superseded all the same",
      RECORD,
      RELEASE,
      older,
      { outcome: "superseded", reason: "the newer build acme/my-app run 10 was released here" },
    ],
    [
      "a repeat is unchanged",
      RECORD,
      SAME,
      SOURCE,
      { outcome: "unchanged", reason: "the record already says so" },
    ],
    [
      "the same image of a newer build is not written either",
      RECORD,
      SAME,
      newer,
      { outcome: "unchanged", reason: "the record already says so" },
    ],
    [
      "a pinned record names both",
      PINNED,
      RELEASE,
      newer,
      {
        outcome: "held",
        reason: `the record was pinned by bob on 2026-11-20T00:00:00Z: incident 42; and ${FROZEN}`,
      },
    ],
  ])("%s", (_name, record, release, source, judgement) => {
    expect(judge(record, release, { source, closed: FROZEN, at: AT, force: false, order: "ever" })).toEqual(
      judgement,
    );
  });

  test("force writes, and says what it overrode", () => {
    expect(
      judge(RECORD, RELEASE, { source: newer, closed: FROZEN, at: AT, force: true, order: "ever" }),
    ).toEqual({
      outcome: "applied",
      reason: `forced, although ${FROZEN}`,
    });
  });
});

describe("a pin with an end", () => {
  const pinned = (until: string): ReleaseRecord => ({ ...RECORD, pinned: { ...PINNED.pinned, until } });

  test.each<[string, string, Judgement]>([
    [
      "holds before it",
      "2026-11-21T03:00:01Z",
      {
        outcome: "held",
        reason:
          "the record was pinned by bob on 2026-11-20T00:00:00Z until 2026-11-21T03:00:01Z: incident 42",
      },
    ],
    ["lets through from that moment on", AT, { outcome: "applied", reason: "" }],
  ])("%s", (_name, until, judgement) => {
    const now = { source: newer, closed: undefined, at: AT, force: false, order: "ever" } as const;
    expect(judge(pinned(until), RELEASE, now)).toEqual(judgement);
  });
});
