import { describe, expect, test } from "@jest/globals";
import { newRequest } from "../../../lib/deploys/request.ts";
import { ago, labelOf, momentText, toneOf } from "../pages/words.ts";
import { decodeCursor, encodeCursor, linkTo } from "./cursor.ts";
import { desiredJson, pastJson } from "./shapes.ts";

const AT = "2026-11-30T10:00:00.123Z";

describe("a cursor", () => {
  test("is read as it was written", () => {
    expect(decodeCursor(encodeCursor(42))).toEqual({ sequence: 42, at: "" });
    expect(decodeCursor(encodeCursor(42, AT))).toEqual({ sequence: 42, at: AT });
  });

  test.each(["", "0", "01", "-1", "1 ", "1 2026", `1  ${AT}`, `1 ${AT} x`, "1".repeat(16), "x"])(
    "is none of %j",
    (text) => {
      expect(() => decodeCursor(Buffer.from(text).toString("base64url"))).toThrow(
        "which is not from a Link header",
      );
    },
  );

  test("goes with what was asked for, and not on the last page", () => {
    expect(linkTo({ config: "a b", channel: undefined }, "c1")).toEqual({
      link: '<?config=a+b&cursor=c1>; rel="next"',
    });
    expect(linkTo({ config: "a" }, undefined)).toEqual({});
  });
});

test("what is desired, and what was deployed, as JSON", () => {
  const config = { kind: "artifactless", configSha: "a".repeat(40) } as const;
  expect(desiredJson(config)).toMatchObject({
    kind: "artifactless",
    config_sha: config.configSha,
    artifact: undefined,
  });
  const request = newRequest(
    {
      id: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11",
      target: { config: "a", channel: "b" },
      kind: "deploy",
      wish: { by: "config" },
      by: { via: "api" },
      why: "",
    },
    AT,
  );
  const past = {
    at: AT,
    what: config,
    before: undefined,
    kind: "deploy",
    by: "alice",
    state: "succeeded",
    request,
    requestId: request.id,
    commit: "c",
    ms: 1499,
  } as const;
  expect(pastJson(past)).toMatchObject({
    at: AT,
    what: { kind: "artifactless" },
    by: "alice",
    request: request.id,
    commit: "c",
    seconds: 1,
  });
  expect(pastJson({ ...past, what: undefined, requestId: undefined, ms: undefined })).toMatchObject({
    what: { kind: "virtual" },
    request: undefined,
    seconds: undefined,
  });
  expect([pastJson({ ...past, ms: -5 })["seconds"], pastJson({ ...past, ms: 1500 })["seconds"]]).toEqual([
    0, 2,
  ]);
});

describe("a state in words", () => {
  test.each([
    ["live", "good", "live"],
    ["succeeded", "good", "live"],
    ["queued", "busy", "waits for its turn"],
    ["awaiting approval", "waits", "waits for approval"],
    ["awaiting sync confirmation", "waits", "waits for confirmation"],
    ["ledger ahead", "bad", "ledger ahead"],
    ["busy", "bad", "busy"],
    ["cancelled", "quiet", "cancelled"],
    ["of an older server", "quiet", "of an older server"],
  ])("%s is %s: %s", (state, tone, label) => {
    expect([toneOf(state), labelOf(state)]).toEqual([tone, label]);
  });

  test.each([
    [59_999, "just now"],
    [60_000, "1 min ago"],
    [3_599_999, "59 min ago"],
    [3_600_000, "1 h ago"],
    [172_799_999, "47 h ago"],
    [172_800_000, "2 d ago"],
  ])("%i ms before is %s", (ms, words) => {
    expect(ago(AT, new Date(Date.parse(AT) + ms)).text).toContain(`>${words}<`);
    expect(momentText(AT)).toBe("2026-11-30 10:00 UTC");
  });
});
