import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { signatureFault } from "./verify.ts";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const NOW = 1_531_420_618;
const BODY = "token=xyzz&team_id=T1&command=%2Fdeploy&text=my-app+main+to+prod";

const signed = (at: number | string, body = BODY, secret = SECRET): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`;
const asked = (timestamp: string | undefined, signature: string | undefined, body = BODY) =>
  signatureFault([SECRET], { timestamp, signature, body }, NOW);

describe("a request is Slack's within five minutes, either way:", () => {
  test.each([
    [0, true],
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ])("%d seconds from now: %j", (seconds, isTaken) => {
    const at = NOW + seconds;
    const fault = asked(String(at), signed(at));
    if (isTaken) expect(fault).toBeUndefined();
    else expect(fault).toMatch(/^X-Slack-Request-Timestamp is more than five minutes from now/);
  });

  test.each([undefined, "", "now", "-1", "1531420618.5", "1".repeat(13)])(
    "the time %j is none",
    (timestamp) => {
      expect(asked(timestamp, signed(timestamp ?? ""))).toBe(
        "X-Slack-Request-Timestamp is missing, or no time",
      );
    },
  );
});

test.each([
  ["new", true],
  ["old", true],
  ["older", false],
])("while the secret changes from old to new, a request that %s signed is Slack's: %j", (secret, isTaken) => {
  const request = { timestamp: String(NOW), signature: signed(NOW, BODY, secret), body: BODY };
  expect(signatureFault(["new", "old"], request, NOW) === undefined).toBe(isTaken);
});

describe("a signature is refused", () => {
  const right = signed(NOW);
  test.each<[string, string | undefined]>([
    ["that is missing", undefined],
    ["that is empty", ""],
    ["of another secret", signed(NOW, BODY, `${SECRET}x`)],
    ["of another body", signed(NOW, `${BODY}&user_id=U2`)],
    ["of another time", signed(NOW - 1)],
    ["of which the end is missing", right.slice(0, -1)],
    ["with something after it", `${right}0`],
    ["without its version", right.slice("v0=".length)],
    ["of another version", right.replace("v0", "v1")],
    ["in capitals", right.toUpperCase()],
  ])("%s", (_name, signature) => {
    expect(asked(String(NOW), signature)).toBe("X-Slack-Signature is not that of the app's signing secret");
  });
});
