import { describe, expect, test } from "@jest/globals";
import { openSeal, seal, sealingKeys } from "./seal.ts";

const SECRET = "a webhook's secret";
const FACTS = { user: "U1", team: "T1", until: 1_795_000_000 };
const sealed = seal([SECRET], "link", FACTS);
const [body = "", signature = ""] = sealed.split(".");

test("what was sealed comes back as it was, in letters that an address can hold", () => {
  expect(openSeal([SECRET], "link", sealed)).toEqual(FACTS);
  expect(encodeURIComponent(sealed)).toBe(sealed);
});

describe("a seal is not opened", () => {
  const other = Buffer.from(JSON.stringify({ ...FACTS, user: "U2" })).toString("base64url");
  test.each<[string, string, string, string]>([
    ["with another secret", `${SECRET}s`, "link", sealed],
    ["for another purpose", SECRET, "link-2", sealed],
    ["of other facts", SECRET, "link", `${other}.${signature}`],
    ["without its signature", SECRET, "link", body],
    ["with an empty one", SECRET, "link", `${body}.`],
    ["with the beginning of it", SECRET, "link", `${body}.${signature.slice(0, -1)}`],
    ["with more than it", SECRET, "link", `${sealed}A`],
    ["that is empty", SECRET, "link", ""],
  ])("%s", (_name, secret, purpose, text) => {
    expect(openSeal([secret], purpose, text)).toBeUndefined();
  });
});

test("the key changes with each of the two secrets, and tells them apart", () => {
  const key = (webhookSecret: string, clientSecret?: string): string => {
    const signIn = clientSecret === undefined ? undefined : { clientId: "Iv1", clientSecret };
    const [only, ...more] = sealingKeys({ webhookSecrets: [webhookSecret], signIn });
    expect(more).toEqual([]);
    return only;
  };
  const keys = [key("a", "b"), key("a", "c"), key("c", "b"), key("a"), key("ab", ""), key("", "ab")];
  expect(new Set(keys).size).toBe(keys.length);
});

describe("while the webhook's secret changes", () => {
  const keysWith = (...webhookSecrets: [string, ...string[]]) =>
    sealingKeys({ webhookSecrets, signIn: { clientId: "Iv1", clientSecret: "client" } });
  const [before, changing, after] = [keysWith("old"), keysWith("new", "old"), keysWith("new")];

  test.each([
    ["before it, by whoever knows both", before, changing, true],
    ["meanwhile, by whoever knows the new one alone", changing, after, true],
    ["meanwhile, by whoever knows the one before alone", changing, before, false],
    ["before it, when the change is over", before, after, false],
  ])("what was sealed %s: opened is %j", (_when, sealing, opening, isOpened) => {
    const text = seal(sealing, "link", FACTS);
    expect(openSeal(opening, "link", text)).toEqual(isOpened ? FACTS : undefined);
  });
});
