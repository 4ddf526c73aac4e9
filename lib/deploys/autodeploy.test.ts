import { describe, expect, test } from "@jest/globals";
import { VIRTUAL } from "./desired.ts";
import {
  APPLIES_NEW,
  built,
  decide,
  DEPLOYS_NEW,
  OLD,
  OTHER,
  push,
  run,
  said,
  SETTINGS,
  type Row,
} from "./testing/autodeploys.ts";

describe("push to the tracked branch", () => {
  const rows: readonly Row[] = [
    ["artifactless, changed", push(), { config: SETTINGS }, APPLIES_NEW],
    ["artifactless, unchanged", push({ changed: false }), { config: SETTINGS }, "nothing: unchanged"],
    [
      "artifactless, the commit that is desired",
      push(),
      { config: SETTINGS, ancestry: "same" },
      "nothing: same",
    ],
    ["artifactless, late", push(), { config: SETTINGS, ancestry: "ancestor" }, "superseded: older"],
    ["artifactless, not to be told", push(), { config: SETTINGS, ancestry: "unknown" }, "nothing: unknown"],
    ["artifactless, without a rule", push(), { config: SETTINGS, channel: "stag" }, "nothing: no rule"],
    [
      "artifactless, in a channel unknown",
      push(),
      { config: SETTINGS, channel: "toString" },
      "nothing: no rule",
    ],
    [
      "artifactless, tracking another branch than the default one",
      push({ branch: "release" }),
      { config: SETTINGS, channel: "qa" },
      APPLIES_NEW,
    ],
    [
      "artifactless, of the default branch that is not tracked",
      push(),
      { config: SETTINGS, channel: "qa" },
      "nothing: other branch",
    ],
    ["artifactful, changed, by config", push(), {}, "autodeploy artifactful 2222 1111"],
    ["artifactful, unchanged, by config", push({ changed: false }), {}, "nothing: unchanged"],
    ["artifactful, by build alone", push(), { channel: "prod" }, "nothing: no rule"],
    ["artifactful, nothing runs that had a config", push(), { desired: VIRTUAL }, "nothing: not deployed"],
    ["its branch is gone by now", push(), { config: SETTINGS, head: undefined }, "nothing: branch deleted"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("a build", () => {
  const rows: readonly Row[] = [
    ["green, artifactless", built(), { config: SETTINGS }, "nothing: no rule"],
    ["green, newest descendant", built(), {}, DEPLOYS_NEW],
    [
      "green, newest descendant in a protected channel, which asks",
      built(),
      { channel: "prod" },
      DEPLOYS_NEW,
    ],
    ["green, without a rule", built(), { channel: "stag" }, "nothing: no rule"],
    ["green, of a branch that is not tracked", built(), { channel: "qa" }, "nothing: other branch"],
    [
      "green, of the tracked branch that is not the default one",
      built({ branch: "release" }),
      { channel: "qa" },
      "autodeploy ghcr.io/acme/my-app:release-2222222 config cccc",
    ],
    ["green, late, of an older commit", built(), { ancestry: "ancestor" }, "superseded: older"],
    [
      "green, late, of an older commit by a run that started later",
      built({ build: run(99) }),
      { ancestry: "ancestor" },
      "superseded: older",
    ],
    ["green, not to be told", built(), { ancestry: "unknown" }, "nothing: unknown"],
    [
      "green, the very build that is desired",
      built({ sha: OLD, build: run(10) }),
      { ancestry: "same" },
      "nothing: same",
    ],
    [
      "green, the same commit built before",
      built({ sha: OLD, build: run(9) }),
      { ancestry: "same" },
      "superseded: older",
    ],
    [
      "green, the same commit run again",
      built({ sha: OLD, build: run(10, 2) }),
      { ancestry: "same" },
      "autodeploy ghcr.io/acme/my-app:main-1111111 config cccc",
    ],
    [
      "green, the same commit by statuses alone",
      built({ sha: OLD, build: undefined }),
      { ancestry: "same" },
      "nothing: same",
    ],
    ["green by statuses alone, newer", built({ build: undefined }), { desiredBuild: undefined }, DEPLOYS_NEW],
    ["red, of another commit", built({ result: "red" }), {}, "nothing: red build"],
    [
      "red again, of what runs",
      built({ sha: OLD, result: "red", build: run(10, 2) }),
      {},
      "warning: runs red",
    ],
    [
      "red again, of what runs where nothing deploys by itself",
      built({ sha: OLD, result: "red" }),
      { channel: "stag" },
      "warning: runs red",
    ],
    ["green, its branch gone", built(), { head: undefined }, "nothing: branch deleted"],
    ["green, of a container with another name", built(), { config: OTHER }, "nothing: other container"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

describe("what somebody has undeployed, rolled back or applied again stays until they resume", () => {
  const rows: readonly Row[] = [
    [
      "undeployed, artifactless",
      push(),
      { config: SETTINGS, desired: VIRTUAL, stopped: "undeployed" },
      "nothing: undeployed",
    ],
    [
      "undeployed, artifactful, late build",
      built(),
      { desired: VIRTUAL, stopped: "undeployed" },
      "nothing: undeployed",
    ],
    ["never deployed, artifactful, initial: auto", built(), { desired: VIRTUAL }, DEPLOYS_NEW],
    [
      "resumed, artifactful, without initial: auto",
      built(),
      { desired: VIRTUAL, channel: "prod", isResumed: true },
      DEPLOYS_NEW,
    ],
    [
      "resumed, artifactless, without initial: auto",
      push({ branch: "release" }),
      { config: SETTINGS, desired: VIRTUAL, channel: "qa", isResumed: true },
      APPLIES_NEW,
    ],
    [
      "undeployed once more after it was resumed",
      built(),
      { desired: VIRTUAL, channel: "prod", stopped: "undeployed", isResumed: true },
      "nothing: undeployed",
    ],
    ["pinned, artifactless", push(), { config: SETTINGS, stopped: "pinned" }, "nothing: pinned"],
    ["pinned, artifactful, build", built(), { stopped: "pinned" }, "nothing: pinned"],
    ["pinned, artifactful, config", push(), { stopped: "pinned" }, "nothing: pinned"],
    ["new, artifactless, initial: auto", push(), { config: SETTINGS, desired: VIRTUAL }, APPLIES_NEW],
    [
      "new, artifactless",
      push({ branch: "release" }),
      { config: SETTINGS, desired: VIRTUAL, channel: "qa" },
      "nothing: never deployed",
    ],
    ["new, artifactful, initial: auto", built(), { desired: VIRTUAL, ancestry: "unknown" }, DEPLOYS_NEW],
    ["new, artifactful", built(), { desired: VIRTUAL, channel: "prod" }, "nothing: never deployed"],
  ];
  test.each(rows)("%s", (_what, event, facts, expected) => {
    expect(said(decide(event, facts))).toBe(expected);
  });
});

test("a reason says what it is about", () => {
  expect(decide(built(), { desired: VIRTUAL, stopped: "undeployed" })).toEqual({
    kind: "nothing",
    code: "undeployed",
    because: "my-app was undeployed from dev, and nobody has resumed it",
  });
  expect(decide(built({ branch: "other" }), { channel: "qa" })).toEqual({
    kind: "nothing",
    code: "other branch",
    because: "other is not followed: release is",
  });
});
