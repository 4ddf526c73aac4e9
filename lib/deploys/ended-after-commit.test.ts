import { expect, test } from "@jest/globals";
import { EVENTS, inState, moved } from "./testing/requests.ts";

const LEDGER = { commit: "c".repeat(40) };
const FILE = { ...LEDGER, targetCommit: "d".repeat(40) };
const WAVE = { ...FILE, waveCommit: "e".repeat(40) };

test.each([
  ["awaiting confirmation", "cancelled", {}, "bob cancelled it"],
  ["awaiting confirmation", "expired", {}, "nobody confirmed it in time: ask again"],
  ["awaiting sync confirmation", "expired", LEDGER, `nobody confirmed it in time${git("ccccccc")}`],
  ["awaiting sync confirmation", "cancelled", FILE, `bob cancelled it${git("ddddddd")}`],
  ["progressing", "cancelled", WAVE, `bob cancelled it${git("eeeeeee")}`],
  ["ledger ahead", "cancelled", LEDGER, `bob cancelled it${git("ccccccc")}`],
] as const)("in %s, %s with %j: what git says already is said", (state, event, commits, says) => {
  expect(moved(inState(state, commits), EVENTS[event]).reason?.message).toBe(says);
});

test("an adopt's commit says what runs", () => {
  const request = inState("awaiting sync confirmation", { ...LEDGER, kind: "adopt" });
  expect(moved(request, EVENTS.cancelled).reason?.message).toBe("bob cancelled it");
});

function git(commit: string): string {
  return `. Git says so already (${commit}), whatever the cluster runs: ask again, or roll back`;
}
