import { describe, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answering, type Answer } from "../testing/answering.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import { verifyAnyRun } from "./verify-any-run.ts";

const ISSUER = "https://token.actions.githubusercontent.com";
const NOW = new Date("2026-11-30T10:00:00Z");
const seconds = NOW.getTime() / 1000;
const { privateKey, publicKey } = await generateKeyPair("RS256");
const key = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
const other = { ...(await exportJWK((await generateKeyPair("RS256")).publicKey)), kid: "k0", alg: "RS256" };
const KEYS: Answer = { json: { keys: [other, key] } };
const CLAIMS = {
  iss: ISSUER,
  aud: "releases",
  exp: seconds + 300,
  nbf: seconds,
  iat: seconds,
  repository: "acme/my-app",
  repository_id: "7",
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  run_id: "42",
  run_attempt: "2",
  event_name: "push",
  actor: "alice",
  actor_id: "9",
};
type Claims = Readonly<Record<string, unknown>>;
const signed = (claims: Claims, kid = "k1") =>
  new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);

async function verify(claims: Claims, answers: readonly Answer[] = [KEYS], kid?: string) {
  const { session, asked } = answering(answers);
  const verification = { issuer: ISSUER, audience: "releases", leeway: 60_000, now: NOW };
  const verifying = verifyAnyRun(session, await signed(claims, kid), verification);
  const [settled] = await Promise.allSettled([verifying]);
  return { settled, asked: asked.map(({ path }) => path) };
}

test("a run is known by what its token says, and its actor by the account's number", async () => {
  const { settled, asked } = await verify({ ...CLAIMS, environment: "prod", ref_protected: "true" });
  expect(settled).toEqual({
    status: "fulfilled",
    value: {
      repository: "acme/my-app",
      repositoryId: 7,
      sha: CLAIMS.sha,
      ref: "refs/heads/main",
      runId: 42,
      runAttempt: 2,
      event: "push",
      workflow: undefined,
      caller: undefined,
      environment: "prod",
      isRefProtected: true,
      runner: undefined,
      startedBy: "alice",
      actor: { id: 9, login: "alice" },
    },
  });
  expect(asked).toEqual(["/.well-known/jwks"]);
});

test("a token may be late by the leeway, and no more", async () => {
  const inTime = await verify({ ...CLAIMS, exp: seconds - 59 });
  expect(inTime.settled).toMatchObject({ status: "fulfilled" });
});

describe("what is refused in any case costs the issuer no request", () => {
  test.each<[string, Claims, string]>([
    ["another audience", { aud: "releases-2" }, 'claim aud is "releases-2", but "releases" is expected'],
    ["several audiences", { aud: ["releases", "x"] }, 'claim aud is ["releases","x"]'],
    ["no end", { exp: undefined }, "claim exp is missing"],
    [
      "an end just when the leeway is over",
      { exp: seconds - 60 },
      'claim exp is "2026-11-30T09:59:00Z", but a time later than 2026-11-30T09:59:00Z is expected',
    ],
    ["an end long ago", { exp: seconds - 3600 }, 'claim exp is "2026-11-30T09:00:00Z"'],
  ])("%s", async (_what, wrong, message) => {
    const { settled, asked } = await verify({ ...CLAIMS, ...wrong });
    expect(settled).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining(message) },
    });
    expect(asked).toEqual([]);
  });

  test("another issuer", async () => {
    const { settled, asked } = await verify({ ...CLAIMS, iss: `${ISSUER}/other` });
    expect(settled).toMatchObject({ reason: { message: expect.stringContaining("claim iss is") } });
    expect(asked).toEqual([]);
  });
});

test.each<[Claims]>([
  [{ actor: undefined }],
  [{ actor_id: undefined }],
  [{ actor_id: 9 }],
  [{ actor_id: "0" }],
  [{ actor_id: "9x" }],
  [{ actor_id: "1".repeat(17) }],
])("an actor is an account with a number: %j", async (wrong) => {
  const { settled } = await verify({ ...CLAIMS, ...wrong });
  const message = "the number of the account that started the run is expected";
  expect(settled).toMatchObject({ reason: { message: expect.stringContaining(message) } });
});

describe("the issuer's keys", () => {
  test("are fetched once more where the token's is missing, and no more than that", async () => {
    const without = { json: { keys: [other] } };
    const found = await verify(CLAIMS, [without, KEYS]);
    expect([found.settled.status, found.asked.length]).toEqual(["fulfilled", 2]);
    const never = await verify(CLAIMS, [without, without, KEYS]);
    expect(never.settled).toMatchObject({
      reason: { message: expect.stringContaining('header kid is "k1"') },
    });
    expect(never.asked).toHaveLength(2);
  });

  test("that are kept are fetched once in a while, and for made-up tokens no more often than that", async () => {
    const { session, asked } = answering([{ status: 503 }, { json: { keys: [other] } }, KEYS, KEYS]);
    const keys = new IssuerKeys({ known: 600_000, missing: 30_000 });
    const look = async (after: number, kid?: string) => {
      const now = new Date(NOW.getTime() + after * 1000);
      const token = await signed({ ...CLAIMS, exp: seconds + 3_600 }, kid);
      const verification = { issuer: ISSUER, audience: "releases", leeway: 0, now, keys };
      const [settled] = await Promise.allSettled([verifyAnyRun(session, token, verification)]);
      return [settled.status, asked.length];
    };
    expect(await look(0)).toEqual(["rejected", 1]);
    // What failed is not kept; and a list from before the token's key is not asked for again at once.
    expect(await look(1)).toEqual(["rejected", 2]);
    expect(await look(30)).toEqual(["rejected", 2]);
    expect(await look(31)).toEqual(["fulfilled", 3]);
    expect(await look(60, "nobody's")).toEqual(["rejected", 3]);
    expect(await look(61, "nobody's")).toEqual(["rejected", 4]);
    expect(await look(62)).toEqual(["fulfilled", 4]);
  });

  test("are kept for each issuer, and until they are too old", async () => {
    const { session, asked } = answering([KEYS, KEYS, KEYS]);
    const keys = new IssuerKeys({ known: 600_000, missing: 30_000 });
    const look = async (issuer: string, after: number) => {
      const now = new Date(NOW.getTime() + after * 1000);
      const token = await signed({ ...CLAIMS, iss: issuer, exp: seconds + 3_600 });
      await verifyAnyRun(session, token, { issuer, audience: "releases", leeway: 0, now, keys });
      return asked.length;
    };
    expect(await Promise.all([look(ISSUER, 0), look(ISSUER, 0)])).toEqual([1, 1]);
    expect([await look(`${ISSUER}/acme`, 1), await look(ISSUER, 599), await look(ISSUER, 600)]).toEqual([
      2, 2, 3,
    ]);
  });

  test("of the same name that is another key signs nothing", async () => {
    const { settled, asked } = await verify(CLAIMS, [KEYS], "k0");
    expect(settled).toMatchObject({ reason: { message: expect.stringContaining("the signature is") } });
    expect(asked).toHaveLength(1);
  });

  test.each([[null], [[]], [{}], [{ keys: {} }], ["keys"]])("%j are none", async (json) => {
    const { settled } = await verify(CLAIMS, [{ json }]);
    expect(settled).toMatchObject({
      reason: { name: "Unverifiable", issuer: ISSUER, failure: { code: "transient" } },
    });
  });
});
