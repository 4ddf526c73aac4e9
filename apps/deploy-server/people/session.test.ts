import { describe, expect, test } from "@jest/globals";
import { formToken, isFormToken, openSession, sealSession, type Session } from "./session.ts";

const NOW = Date.parse("2026-11-30T02:00:00Z");
const SESSION: Session = { account: { id: 7, login: "alice" }, token: "ghu_1", until: NOW + 60_000 };
const secretsOf = (...webhookSecrets: [string, ...string[]]) => ({
  webhookSecrets,
  signIn: { clientId: "Iv1", clientSecret: "client" },
});
const [before, changing, after] = [secretsOf("old"), secretsOf("new", "old"), secretsOf("new")];

describe("a session and its forms, while the webhook's secret changes:", () => {
  test.each([
    ["from before it, where both are known", before, changing, true],
    ["from meanwhile, where the new one alone is", changing, after, true],
    ["from meanwhile, where the one before alone is", changing, before, false],
    ["from before it, where it is over", before, after, false],
  ])("%s: good is %j", (_when, sealing, opening, isGood) => {
    const cookie = sealSession(sealing, SESSION);
    expect(openSession(opening, cookie, NOW)).toEqual(isGood ? SESSION : undefined);
    expect(isFormToken(opening, SESSION, formToken(sealing, SESSION))).toBe(isGood);
  });

  test("a session of another letter, or that is over, is none with either", () => {
    const cookie = sealSession(before, SESSION);
    const other = `${cookie.startsWith("A") ? "B" : "A"}${cookie.slice(1)}`;
    expect(openSession(changing, other, NOW)).toBeUndefined();
    expect(openSession(changing, cookie, SESSION.until)).toBeUndefined();
    const bob = { ...SESSION, account: { id: 8, login: "bob" } };
    expect(isFormToken(changing, bob, formToken(before, SESSION))).toBe(false);
  });
});
