import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import {
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from "jose";
import {
  audience,
  create,
  database,
  expectRefused,
  github,
  JWKS,
  mint,
  now,
  operations,
  OTHER_ID,
  payload,
  releases,
  run,
  send,
  source,
} from "./provenance-testing.ts";

describe("a token is refused, and nothing is written, when it", () => {
  const hour = 3600;
  test.each<[string, () => Promise<string> | string, string]>([
    [
      "expired longer ago than the leeway",
      () => mint({ exp: now() - hour - 5, iat: now() - hour - 305, nbf: now() - hour - 605 }),
      "claim exp is ",
    ],
    ["has no expiry", () => mint({ exp: undefined }), "claim exp is missing"],
    ["is not yet valid", () => mint({ nbf: now() + 120 }), "claim nbf is "],
    ["is not valid for longer than the leeway", () => mint({ nbf: now() + 2 * hour }), "claim nbf is "],
    ["was issued in the future", () => mint({ iat: now() + 120 }), "claim iat is "],
    ["is for another audience", () => mint({ aud: "sts.amazonaws.com" }), 'claim aud is "sts.amazonaws.com"'],
    [
      "is for this repository and nothing in particular",
      () => mint({ aud: releases.fullName }),
      "claim aud is ",
    ],
    [
      "is for another release repository",
      () => mint({ aud: audience(payload(), source) }),
      'claim aud is "acme/my-app#sha256-',
    ],
    [
      "is of another issuer",
      () => mint({ iss: "https://token.actions.githubusercontent.com" }),
      'claim iss is "https://token.actions.githubusercontent.com"',
    ],
    [
      "is of another repository",
      () => mint({ repository: "evil/my-app" }),
      'claim repository is "evil/my-app"',
    ],
    ["names no repository id", () => mint({ repository_id: undefined }), "claim repository_id is missing"],
    ["is of another commit", () => mint({}, { sha: "f".repeat(40) }), `claim sha is "${"f".repeat(40)}"`],
    ["is of another ref", () => mint({}, { ref: "refs/heads/x" }), 'claim ref is "refs/heads/x"'],
    ["is of another run", () => mint({}, { runId: 11 }), 'claim run_id is "11", but "10" is expected'],
    [
      "is of another attempt",
      () => mint({}, { runAttempt: 2 }),
      'claim run_attempt is "2", but "1" is expected',
    ],
    [
      "is of a run that may be of a fork's code",
      () => mint({}, { eventName: "pull_request_target" }),
      'claim event_name is "pull_request_target"',
    ],
    ["is no JWT", () => "a.b.c", 'the token is "malformed"'],
    [
      "has a header that is no JSON",
      async () => (await mint()).replace(/^[^.]+/, "abcd"),
      'the token is "malformed"',
    ],
  ])("%s", async (_name, provenance, message) => {
    expectRefused(await send(provenance()), message);
  });

  test("brings no source along", async () => {
    const result = await run(payload({ source: undefined, provenance: await mint() }));
    expectRefused(result, "the dispatch has no source to prove");
  });
});

describe("a forged token is refused:", () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = async (key: CryptoKey, header: Partial<JWTHeaderParameters>) =>
    new SignJWT(decodeJwt(await mint())).setProtectedHeader({ alg: "RS256", ...header }).sign(key);
  const publishedKey = async (): Promise<JWK> => {
    const answer = await fetch(`${github.oidc.issuer}/.well-known/jwks`);
    return ((await answer.json()) as { keys: JWK[] }).keys[0]!;
  };

  test("a key that is not the issuer's", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    expectRefused(await send(signed(privateKey, { kid: "mine" })), 'header kid is "mine"');
    expect(operations()).toEqual([JWKS, JWKS]);
  });

  test("such a key under the name of one of the issuer's", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const { kid = "" } = await publishedKey();
    expectRefused(await send(signed(privateKey, { kid })), 'the signature is "wrong"');
  });

  test("such a key, enclosed", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    expectRefused(await send(signed(privateKey, { jwk, kid: "mine" })), 'header kid is "mine"');
  });

  test("such a key, unnamed, where the issuer has several", async () => {
    await github.oidc.rotateKey();
    const { privateKey } = await generateKeyPair("RS256");
    expectRefused(await send(signed(privateKey, {})), "header kid is missing");
  });

  test("claims changed after signing", async () => {
    const [header, , signature] = (await mint({}, { sha: "f".repeat(40) })).split(".");
    const claims = encode(decodeJwt(await mint()));
    expectRefused(await send(`${header}.${claims}.${signature}`), 'the signature is "wrong"');
  });

  test("alg none: the issuer is not even asked", async () => {
    const claims = decodeJwt(await mint());
    const result = await send(`${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`);
    expectRefused(result, 'header alg is "none", but "RS256" is expected');
    expect(operations()).toEqual([]);
  });

  test("HS256 with the public key as the secret", async () => {
    const honest = await mint();
    const key = await importJWK(await publishedKey(), "RS256");
    const pem = await exportSPKI(key as CryptoKey);
    const head = encode({ ...decodeProtectedHeader(honest), alg: "HS256" });
    const text = `${head}.${encode(decodeJwt(honest))}`;
    const signature = createHmac("sha256", pem).update(text).digest("base64url");
    expectRefused(await send(`${text}.${signature}`), 'header alg is "HS256", but "RS256" is expected');
  });
});

describe("a token that someone else sends again", () => {
  test.each([
    [
      "for another image",
      { releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/evil/my-app:v1" }] },
    ],
    [
      "for another channel",
      { releases: [{ container: "my-app", channel: "prod", image: "ghcr.io/acme/my-app:v1" }] },
    ],
    [
      "for another digest",
      {
        releases: [
          {
            container: "my-app",
            channel: "dev",
            image: "ghcr.io/acme/my-app:v1",
            digest: `sha256:${"e".repeat(64)}`,
          },
        ],
      },
    ],
    [
      "with one more release",
      {
        releases: [
          { container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v1" },
          { container: "other", channel: "dev", image: "ghcr.io/evil/other:v1" },
        ],
      },
    ],
    ["under another dispatch's id", { dispatch_id: OTHER_ID }],
  ])("%s is refused", async (_name, fields) => {
    const provenance = await mint();
    await send(provenance);
    const before = database();
    const result = await run(payload({ ...fields, provenance }));
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain("client_payload: provenance is rejected: claim aud is ");
    expect(result.annotations[0]?.message).toContain(
      "the token is for another request or another repository",
    );
    expect(database()).toBe(before);
  });

  test("in another release repository is refused", async () => {
    const provenance = await mint();
    await create({});
    expectRefused(await send(provenance), "claim aud is ");
  });
});
