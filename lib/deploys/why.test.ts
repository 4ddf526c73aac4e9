import { expect, test } from "@jest/globals";
import { judgePlace, PLACE_RULES, type ClusterFacts, type PlaceFacts, type PlaceRule } from "./why.ts";

const QUIET: Extract<ClusterFacts, { readonly unknown?: undefined }> = {
  cluster: "prod-eu",
  blocked: undefined,
  isUnruly: false,
  operation: undefined,
  drift: undefined,
};
const OPEN: PlaceFacts = {
  config: "my-app",
  channel: "prod",
  policy: undefined,
  needsProof: false,
  takesPromotionsOnly: false,
  freeze: undefined,
  pin: undefined,
  stop: undefined,
  lock: undefined,
  build: { branch: "main", state: "green", says: "" },
  queue: [],
  clusters: [QUIET, { ...QUIET, cluster: "prod-us" }],
};
const DOWN: ClusterFacts = { cluster: "prod-us", unknown: "there is no answer" };

const us = (facts: Partial<typeof QUIET>): Partial<PlaceFacts> => ({
  clusters: [QUIET, { ...QUIET, cluster: "prod-us", ...facts }],
});

/** What each rule says: a rule that is new has no line here, which neither compiles nor passes. */
const LINES: Readonly<Record<PlaceRule, readonly (readonly [Partial<PlaceFacts>, string])[]>> = {
  policy: [
    [{}, "passed: it lists this app and this channel"],
    [{ policy: "there is no channel prod" }, "refused: there is no channel prod"],
  ],
  promotion: [
    [{}, "passed: prod takes what no other channel has"],
    [
      { takesPromotionsOnly: true },
      "not asked: prod takes only what an earlier channel has, which is asked of each version",
    ],
  ],
  proof: [
    [{}, "passed: prod asks for none"],
    [
      { needsProof: true },
      "not asked: prod takes only what is proved by its build, which is asked of each image",
    ],
  ],
  build: [
    [{}, "passed: main is green"],
    [
      { build: { branch: "main", state: "red", says: "Build: failure" } },
      "refused: main is red (Build: failure): mend it, push, and deploy that, or deploy another commit",
    ],
    [
      { build: { branch: "main", state: "running", says: "Build is running" } },
      "waits: Build is running for main: a deploy waits for up to 30 minutes",
    ],
    [{ build: { branch: "main", state: "none", says: "" } }, "not asked: nothing was built of main yet"],
    [{ build: undefined }, "not asked: it follows no branch here, so that it is asked of each commit"],
  ],
  freeze: [
    [{}, "passed: none"],
    [{ freeze: "prod is frozen by carol" }, "refused: held, because prod is frozen by carol"],
  ],
  pin: [
    [{}, "passed: none"],
    [{ pin: "the record was pinned by carol" }, "refused: held, because the record was pinned by carol"],
    [
      { stop: "my-app was rolled back" },
      "passed: my-app was rolled back; a deploy that a person asks for ends that",
    ],
  ],
  lock: [
    [{}, "passed: none"],
    [{ lock: "prod was locked by bob" }, "refused: held, because prod was locked by bob"],
  ],
  queue: [
    [{}, "passed: nothing is under way"],
    [
      { queue: ["main-1a2b3c4 of bob (verifying)", "main-2b3c4d5 of carol (queued)"] },
      "waits: main-1a2b3c4 of bob (verifying), then main-2b3c4d5 of carol (queued) comes first",
    ],
  ],
  window: [
    [{}, "passed: nothing is in the way"],
    [us({ blocked: "a sync window is in the way" }), "refused: prod-us: a sync window is in the way"],
    [{ clusters: [QUIET, DOWN] }, "not asked: prod-us does not tell: there is no answer"],
  ],
  operation: [
    [{}, "passed: no other one is under way"],
    [us({ operation: "carol" }), "refused: prod-us: an operation of carol is under way: wait for it"],
    [{ clusters: [QUIET, DOWN] }, "not asked: prod-us does not tell: there is no answer"],
  ],
  "auto-sync": [
    [{}, "passed: nothing ships without a word here"],
    [
      us({ isUnruly: true }),
      "refused: prod-us: whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for prod-us in db/server.yaml",
    ],
    [{ clusters: [QUIET, DOWN] }, "not asked: prod-us does not tell: there is no answer"],
  ],
  drift: [
    [{}, "passed: what runs is what the ledger says"],
    [
      us({ drift: "main-1 runs, and the ledger says main-2" }),
      "passed: prod-us: main-1 runs, and the ledger says main-2",
    ],
    [{ clusters: [QUIET, DOWN] }, "not asked: prod-us does not tell: there is no answer"],
  ],
};

test.each(
  Object.entries(LINES).flatMap(([rule, lines]) =>
    lines.map(([facts, says]) => [rule, says, facts] as const),
  ),
)("%s: %s", (rule, says, facts) => {
  const verdicts = judgePlace({ ...OPEN, ...facts });
  expect(verdicts.flatMap((one) => (one.rule === rule ? [`${one.verdict}: ${one.says}`] : []))).toEqual([
    says,
  ]);
});

test("each rule has its line, in the order in which they are asked", () => {
  expect(PLACE_RULES).toEqual(Object.keys(LINES));
  expect(judgePlace(OPEN).map(({ rule }) => rule)).toEqual(PLACE_RULES);
});
