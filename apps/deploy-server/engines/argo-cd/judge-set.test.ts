import { expect, test } from "@jest/globals";
import type { Seen } from "../engine.ts";
import { judgeTogether } from "./judge-set.ts";

const HEALTHY: Seen = { kind: "healthy", says: "healthy" };
const SYNCING: Seen = { kind: "progressing", says: "synced 1 of 2" };
const STARTING: Seen = { kind: "synced", says: "Deployment/web is starting" };
const FAILED: Seen = { kind: "failed", code: "degraded", says: "degraded: CrashLoopBackOff" };
const FOREIGN: Seen = { kind: "failed", code: "foreign revision", says: "carol synced 1a2b3c4 after it" };
const LATER: Seen = { kind: "superseded", says: "Argo CD has synced 1a2b3c4 since" };

test.each<[string, readonly (Seen | undefined)[], Seen]>([
  ["all are healthy", [HEALTHY, HEALTHY], HEALTHY],
  ["one is at work", [HEALTHY, SYNCING, STARTING], { kind: "progressing", says: "1 of 3 healthy" }],
  ["the rest only start", [HEALTHY, STARTING], { kind: "synced", says: "1 of 2 healthy" }],
  [
    "one has failed, and another is at work",
    [STARTING, FAILED],
    { kind: "progressing", says: "0 of 2 healthy; b: degraded: CrashLoopBackOff", atLast: "failed" },
  ],
  [
    "two have failed, and nothing is at work",
    [FAILED, HEALTHY, FOREIGN],
    {
      kind: "failed",
      code: "degraded",
      says: "a: degraded: CrashLoopBackOff; c: carol synced 1a2b3c4 after it",
    },
  ],
  ["one was outrun", [HEALTHY, LATER], { kind: "superseded", says: "b: Argo CD has synced 1a2b3c4 since" }],
  ["one was outrun, and another failed", [LATER, FAILED], { ...FAILED, says: `b: ${FAILED.says}` }],
  ["one is gone", [undefined, HEALTHY], HEALTHY],
  [
    "all are gone",
    [undefined, undefined],
    {
      kind: "failed",
      code: "failed",
      says: "none of its applications is there any more, or may be got by the token",
    },
  ],
])("of several applications where %s", (_what, seen, expected) => {
  const children = seen.map((one, index) => ({ name: "abc".charAt(index), seen: one }));
  const { parts, ...together } = judgeTogether(children, []);
  expect(together).toEqual(expected);
  expect(parts).toHaveLength(seen.length);
});

test("each has a part, in their order, and those that were made since come last", () => {
  const children = [
    { name: "a", seen: HEALTHY },
    { name: "b", seen: STARTING },
    { name: "c", seen: FAILED },
    { name: "d", seen: undefined },
  ];
  expect(
    judgeTogether(children, ["e"]).parts?.map(({ name, mark, says }) => `${mark} ${name}: ${says}`),
  ).toEqual([
    "✓ a: healthy",
    "… b: Deployment/web is starting",
    "✗ c: degraded: CrashLoopBackOff",
    "– d: is not there any more: its ApplicationSet does not make it, or the token may not get it",
    "– e: was made since: deploy again to sync it, too",
  ]);
});
