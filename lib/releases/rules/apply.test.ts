import { describe, expect, test } from "@jest/globals";
import {
  applyDispatch,
  DIGEST,
  dispatch,
  EMPTY,
  OPTIONS,
  PINNED,
  SOURCE,
  standing,
  withDigest,
} from "../testing/applying.ts";

describe("the outcome of a release", () => {
  test.each([
    ["first of its kind", EMPTY, dispatch("v1"), "applied", ""],
    ["another image, both by hand", standing("v1"), dispatch("v2"), "applied", ""],
    ["the same, by hand", standing("v1"), dispatch("v1"), "unchanged", "the record already says so"],
    [
      "the same image and digest",
      standing("v1", { digest: DIGEST }),
      withDigest(dispatch("v1"), DIGEST),
      "unchanged",
      "the record already says so",
    ],
    [
      "the same image with another digest",
      standing("v1", { digest: DIGEST }),
      withDigest(dispatch("v1"), DIGEST.replace("a", "b")),
      "applied",
      "",
    ],
    ["the same image, now with a digest", standing("v1"), withDigest(dispatch("v1"), DIGEST), "applied", ""],
    ["the same image, now without one", standing("v1", { digest: DIGEST }), dispatch("v1"), "applied", ""],
    [
      "the same build again",
      standing("v1", { source: SOURCE }),
      dispatch("v1", {}),
      "unchanged",
      "the record already says so",
    ],
    ["a newer build", standing("v1", { source: SOURCE }), dispatch("v2", { run_id: 11 }), "applied", ""],
    [
      "the same image of a newer build",
      standing("v1", { source: SOURCE }),
      dispatch("v1", { run_id: 11 }),
      "applied",
      "the same image, from a newer build",
    ],
    [
      "an older build",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { run_id: 9 }),
      "superseded",
      "the newer build acme/my-app run 10 was released here",
    ],
    [
      "an older attempt",
      standing("v1", { source: { ...SOURCE, run_attempt: 2 } }),
      dispatch("v0", {}),
      "superseded",
      "the newer build acme/my-app run 10, attempt 2 was released here",
    ],
    [
      "an older build of a repository written in other case",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { repository: "Acme/My-App", run_id: 9 }),
      "superseded",
      "the newer build acme/my-app run 10 was released here",
    ],
    [
      "a lower run id of another repository",
      standing("v1", { source: SOURCE }),
      dispatch("v0", { repository: "acme/new", run_id: 1 }),
      "applied",
      "",
    ],
    ["by hand over a build", standing("v1", { source: SOURCE }), dispatch("v2"), "applied", ""],
    [
      "a pinned record",
      standing("v1", { pinned: PINNED }),
      dispatch("v2", {}),
      "held",
      "the record was pinned by alice on 2026-11-20T00:00:00Z: incident 42",
    ],
    [
      "a pinned record that says so already",
      standing("v1", { pinned: PINNED }),
      dispatch("v1"),
      "unchanged",
      "the record already says so",
    ],
  ] as const)("%s", (_name, database, given, outcome, reason) => {
    const { results, changed } = applyDispatch(database, given, OPTIONS);
    expect(results).toEqual([expect.objectContaining({ outcome, reason, after: given.releases[0]?.image })]);
    expect(changed).toBe(outcome === "applied");
  });

  test.each([
    ["superseded", standing("v1", { source: SOURCE }), dispatch("v0", { run_id: 9 })],
    ["held", standing("v1", { pinned: PINNED }), dispatch("v2", {})],
  ])("force overrides %s and says what it overrode", (_name, database, given) => {
    const { results, database: after } = applyDispatch(database, given, { ...OPTIONS, force: true });
    expect(results[0]).toMatchObject({
      outcome: "applied",
      reason: expect.stringMatching(/^forced, although the (?:newer build|record) /),
    });
    expect(after.releases[0]?.pinned).toEqual(database.releases[0]?.pinned);
  });
});
