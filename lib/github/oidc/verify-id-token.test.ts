import { expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answering } from "../testing/answering.ts";
import { verifyIdToken } from "./verify-id-token.ts";

const ISSUER = "https://token.actions.githubusercontent.com";
const NOW = new Date("2026-11-30T10:00:00Z");
const seconds = NOW.getTime() / 1000;
const { privateKey, publicKey } = await generateKeyPair("RS256");
const stranger = await generateKeyPair("RS256");
const key = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
const RUN = {
  repository: "acme/my-app",
  sha: "a".repeat(40),
  ref: "refs/heads/main",
  runId: 42,
  runAttempt: 2,
};
const CLAIMS = {
  iss: ISSUER,
  aud: "releases",
  exp: seconds + 300,
  nbf: seconds,
  iat: seconds,
  repository: RUN.repository,
  repository_id: "7",
  sha: RUN.sha,
  ref: RUN.ref,
  run_id: "42",
  run_attempt: "2",
  event_name: "push",
};
type Claims = Readonly<Record<string, unknown>>;
const signed = (claims: Claims, by = privateKey, kid = "k1") =>
  new SignJWT(JSON.parse(JSON.stringify({ ...CLAIMS, ...claims })))
    .setProtectedHeader({ alg: "RS256", kid })
    .sign(by);
const unsigned = () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(CLAIMS)}.`;
};

function verify(token: string, leeway = 3_600_000) {
  const keys = { json: { keys: [key] } };
  // They are fetched once more where the token's is missing.
  const { session } = answering([keys, keys]);
  return verifyIdToken(session, token, { issuer: ISSUER, audience: "releases", run: RUN, leeway, now: NOW });
}

test("a token of the run proves it, until its end and the leeway are over", async () => {
  expect(await verify(await signed({}))).toMatchObject({ repository: RUN.repository, sha: RUN.sha });
  expect(await verify(await signed({ exp: seconds - 3599 }))).toMatchObject({ sha: RUN.sha });
});

const WHAT = `"releases" is expected: the token is for another request or another repository. If the repository was renamed or transferred, request a token for its new name`;

// prettier-ignore
test.each<[string, () => Promise<string> | string, string]>([
  ["an end that is over by the leeway", () => signed({ exp: seconds - 3600 }), 'claim exp is "2026-11-30T09:00:00Z", but the token is accepted for at most 60 min after that, until 2026-11-30T10:00:00Z'],
  ["no end", () => signed({ exp: undefined }), "claim exp is missing, but it is needed"],
  ["a beginning beyond the leeway", () => signed({ nbf: seconds + 3601 }), 'claim nbf is "2026-11-30T11:00:01Z", but a time no later than 2026-11-30T10:00:00Z is expected'],
  ["another audience", () => signed({ aud: "releases-2" }), `claim aud is "releases-2", but ${WHAT}`],
  ["another issuer", () => signed({ iss: `${ISSUER}/acme` }), `claim iss is "${ISSUER}/acme", but "${ISSUER}" is expected`],
  ["a key that the issuer does not have", () => signed({}, privateKey, "k9"), `header kid is "k9", but a key of ${ISSUER} is expected`],
  ["somebody else's signature", () => signed({}, stranger.privateKey), `the signature is "wrong", but a signature by a key of ${ISSUER} is expected`],
  ["no signature", unsigned, 'header alg is "none", but "RS256" is expected'],
  ["no form of a token", () => "a.b.c", 'the token is "malformed", but a signed JWT is expected ('],
])("a token with %s is refused, and told why", async (_what, token, says) => {
  await expect(verify(await token())).rejects.toMatchObject({
    name: "ProvenanceRefusal",
    message: expect.stringContaining(says),
  });
});

test("a leeway is told in minutes, or in seconds where those are not whole", async () => {
  await expect(verify(await signed({ exp: seconds - 3600 }), 90_000)).rejects.toThrow(
    "accepted for at most 90 s after that, until 2026-11-30T09:01:30Z",
  );
});

test("an issuer that does not answer leaves it open whether the token is good", async () => {
  const { session } = answering([{ status: 503 }]);
  const verification = { issuer: ISSUER, audience: "releases", run: RUN, leeway: 0, now: NOW };
  await expect(verifyIdToken(session, await signed({}), verification)).rejects.toMatchObject({
    name: "Unverifiable",
    issuer: ISSUER,
    message: expect.stringMatching(/It was neither accepted nor rejected, and nothing was written\.$/),
    failure: { code: "transient" },
  });
});
