import { describe, expect, test } from "@jest/globals";
import { canRetry, isSameRecord, isSameRun, isWhole, rollbackTo } from "./again.ts";
import { choicesOf } from "./choices.ts";
import { VIRTUAL, type Desired } from "./desired.ts";
import { CONSENT_MS, dueAct, givesUpAt } from "./due.ts";
import {
  newRequest,
  OPEN_STATES,
  OUTCOMES,
  RESTING_STATES,
  type DeployRequest,
  type RequestState,
} from "./request.ts";

const AT = "2026-11-30T10:00:00Z";
const SHA = "a".repeat(40);
const image = (tag: string, digest: string | undefined = `sha256:${tag}`): Desired => ({
  kind: "artifactful",
  configSha: SHA,
  artifact: { sha: SHA, image: `ghcr.io/acme/my-app:${tag}`, ...(digest !== undefined && { digest }) },
});
const config = (configSha: string): Desired => ({ kind: "artifactless", configSha });

const fresh = newRequest(
  {
    id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
    target: { config: "my-app", channel: "prod" },
    kind: "deploy",
    wish: { by: "branch", branch: "main" },
    by: { via: "slack" },
    why: "",
  },
  AT,
);
const inState = (state: RequestState, more: Partial<DeployRequest> = {}): DeployRequest => ({
  ...fresh,
  state,
  times: { [state]: AT },
  ...more,
});
const written = { commit: "c".repeat(40), from: image("v1"), to: image("v2") };
const labels = (state: RequestState, more?: Partial<DeployRequest>) =>
  choicesOf(inState(state, more)).map(({ label }) => label);

describe("what can be decided", () => {
  test.each<[RequestState, readonly string[]]>([
    ["received", ["Cancel"]],
    ["resolving", ["Cancel"]],
    ["previewing", ["Cancel"]],
    ["queued", ["Cancel"]],
    ["awaiting confirmation", ["Ship all", "Cancel"]],
    ["awaiting approval", ["Approve", "Cancel"]],
    ["awaiting sync confirmation", ["Ship all", "Cancel"]],
    ["writing", []],
    ["committed", []],
    ["requesting", []],
    ["progressing", ["Stop"]],
    ["verifying", []],
    ["timed out", []],
    ["ledger ahead", ["Retry", "Cancel"]],
    ["succeeded", []],
    ["busy", ["Terminate it", "Retry"]],
    ["failed", ["Retry"]],
    ["held", ["Retry"]],
    ["cancelled", ["Retry"]],
  ])("while it is %s: %j", (state, expected) => {
    expect(labels(state)).toEqual(expected);
  });

  test("a second word for a sync is an approval", () => {
    const consent = { by: { id: 1, login: "alice" }, at: AT, previewHash: "x" };
    expect(labels("awaiting sync confirmation", { confirmations: [consent] })).toEqual(["Approve", "Cancel"]);
  });

  test("whoever has written may go back, once it has ended or nothing is heard of it", () => {
    const back = "Roll back to my-app:v1";
    expect(labels("succeeded", written).at(-1)).toMatch(/^Roll back to .*v1/);
    expect(labels("timed out", written)).toHaveLength(1);
    expect(labels("failed", written)).toHaveLength(2);
    expect(labels("progressing", written)).toEqual(["Stop"]);
    expect(labels("ledger ahead", written)).toEqual(["Retry", "Cancel"]);
    expect(labels("succeeded", { ...written, commit: undefined })).not.toContain(back);
  });
});

test("the same may be asked for anew of what has ended, and not well", () => {
  for (const state of [...OPEN_STATES, ...RESTING_STATES]) expect(canRetry({ state })).toBe(false);
  expect(OUTCOMES.filter((state) => !canRetry({ state }))).toEqual(["succeeded"]);
});

describe("going back", () => {
  test.each<[string, Desired | undefined, boolean]>([
    ["an image with its digest", image("v1"), true],
    [
      "an image without one",
      { ...image("v1"), artifact: { sha: SHA, image: "my-app:v1" } } as Desired,
      false,
    ],
    ["a config", config(SHA), true],
    ["nothing", VIRTUAL, false],
    ["what is not known", undefined, false],
  ])("is possible to %s: %s", (_what, from, can) => {
    expect(isWhole(from)).toBe(can);
    expect(rollbackTo({ commit: SHA, from })).toBe(can ? from : undefined);
    expect(rollbackTo({ commit: undefined, from })).toBeUndefined();
  });

  test("two images of one tag run under one name, and are two records", () => {
    const [one, other] = [image("v1"), image("v1", "sha256:other")];
    expect([isSameRun(one, other), isSameRecord(one, other)]).toEqual([true, false]);
    expect([isSameRun(one, image("v2")), isSameRecord(one, image("v2"))]).toEqual([false, false]);
    expect(isSameRecord(one, { ...one, configSha: "b".repeat(40) } as Desired)).toBe(true);
  });

  test("configs are the same by their commit, and nothing is nothing", () => {
    expect([isSameRun(config("1"), config("1")), isSameRecord(config("1"), config("1"))]).toEqual([
      true,
      true,
    ]);
    expect([isSameRun(config("1"), config("2")), isSameRecord(config("1"), config("2"))]).toEqual([
      false,
      false,
    ]);
    expect([
      isSameRecord(VIRTUAL, VIRTUAL),
      isSameRecord(VIRTUAL, image("v1")),
      isSameRecord(image("v1"), VIRTUAL),
    ]).toEqual([true, false, false]);
  });
});

describe("what is due", () => {
  test("is something for whatever is not over, and nothing for what is", () => {
    for (const state of [...OPEN_STATES, ...RESTING_STATES]) expect(dueAct({ state })).toBeDefined();
    for (const state of OUTCOMES) expect(dueAct({ state })).toBeUndefined();
  });

  test.each<[RequestState, number | undefined]>([
    ["resolving", 30 * 60_000],
    ["awaiting confirmation", 15 * 60_000],
    ["awaiting approval", 15 * 60_000],
    ["awaiting sync confirmation", 15 * 60_000],
    ["queued", undefined],
    ["progressing", undefined],
    ["failed", undefined],
  ])("while it is %s, it is given up after %s ms of that", (state, limit) => {
    const times = { received: "2026-11-30T09:00:00Z", [state]: AT };
    expect(givesUpAt({ state, times })).toBe(limit === undefined ? undefined : Date.parse(AT) + limit);
    expect(givesUpAt({ state, times: {} })).toBeUndefined();
    expect(CONSENT_MS).toBe(900_000);
  });
});
