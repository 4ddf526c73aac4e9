import { expect, test } from "@jest/globals";
import { UnsecuredJWT } from "jose";
import { ProvenanceRefusal } from "./refusal.ts";
import { tokenIdentity } from "./token-identity.ts";

const CLAIMS = { jti: "5f0c", exp: 1_796_000_000, actor: "erin", actor_id: "9" };
const tokenWith = (claims: Readonly<Record<string, unknown>>): string =>
  new UnsecuredJWT(JSON.parse(JSON.stringify({ ...CLAIMS, ...claims }))).encode();

test("a token is known by its id, its end and who has started its run", () => {
  expect(tokenIdentity(tokenWith({}))).toEqual({
    id: "5f0c",
    expiresAt: 1_796_000_000_000,
    actor: { id: 9, login: "erin" },
  });
});

test.each([
  ["no id", { jti: undefined }, "claim jti is missing, but an id is expected"],
  ["an empty id", { jti: "" }, 'claim jti is "", but an id is expected'],
  ["no end", { exp: undefined }, "claim exp is missing"],
  ["no number of whoever started it", { actor_id: "erin" }, 'claim actor_id is "erin"'],
  ["nobody who started it", { actor: undefined }, "claim actor_id is "],
])("%s is refused", (_name, claims, message) => {
  expect(() => tokenIdentity(tokenWith(claims))).toThrow(ProvenanceRefusal);
  expect(() => tokenIdentity(tokenWith(claims))).toThrow(message);
});
