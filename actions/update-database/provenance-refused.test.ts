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
import { parseRepositoryName } from "../../lib/github/repository.ts";
import type { Session } from "../../lib/github/session.ts";
import { verifyProvenance } from "../../lib/release-write/provenance.ts";
import { readDispatch } from "../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../lib/releases/documents/problem.ts";
import {
  audience,
  create,
  github,
  ID,
  JWKS,
  mint,
  now,
  operations,
  OTHER_ID,
  payload,
  releases,
  SHA,
  source,
} from "./provenance-testing.ts";

/**
 * What makes a token no proof: the function that decides is asked itself, and gets the keys from the issuer as the action
 * does. `provenance.bundle.test.ts` shows what becomes of a refusal.
 */

const HOUR = 3600;

/** @returns the reasons of the refusal; none when the token proves the dispatch */
async function reasonsOf(clientPayload: object): Promise<readonly string[]> {
  const quiet = () => undefined;
  const session: Session = {
    connection: { apiUrl: github.apiUrl, fetch, userAgent: "test" },
    log: { debug: quiet, info: quiet, warning: quiet, mask: quiet },
    deadline: Date.now() + 600_000,
  };
  try {
    const verified = await verifyProvenance(session, readDispatch(clientPayload, ID), {
      repository: parseRepositoryName(releases.fullName)!,
      via: "event",
      provenance: "optional",
      oidcIssuer: github.oidc.issuer,
      leeway: HOUR * 1000,
    });
    expect(verified).toMatchObject({ sha: SHA });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return error.problems.map(({ message }) => message);
  }
}
const send = async (provenance: string | Promise<string>) =>
  reasonsOf(payload({ provenance: await provenance }));
const refused = (reason: string) => [expect.stringContaining(`provenance is rejected: ${reason}`)];

test("the token that the others differ from is a proof", async () => {
  expect(await send(mint())).toEqual([]);
});

test("an earlier run's token, or an earlier attempt's, is no proof of a later one", async () => {
  const claim = (more: object) => ({
    repository: "acme/my-app",
    sha: SHA,
    ref: "refs/heads/main",
    run_id: 10,
    run_attempt: 1,
    ...more,
  });
  const provenance = await mint();
  expect(await reasonsOf(payload({ source: claim({ run_attempt: 2 }), provenance }))).toEqual(
    refused('claim run_attempt is "1", but "2" is expected'),
  );
  expect(await reasonsOf(payload({ source: claim({ run_id: 11 }), provenance }))).toEqual(
    refused('claim run_id is "10", but "11" is expected'),
  );
});

describe("a token is refused, and nothing is written, when it", () => {
  test.each<[string, () => Promise<string> | string, string]>([
    [
      "expired longer ago than the leeway",
      () => mint({ exp: now() - HOUR - 5, iat: now() - HOUR - 305, nbf: now() - HOUR - 605 }),
      "claim exp is ",
    ],
    ["has no expiry", () => mint({ exp: undefined }), "claim exp is missing"],
    ["is not yet valid", () => mint({ nbf: now() + 120 }), "claim nbf is "],
    ["is not valid for longer than the leeway", () => mint({ nbf: now() + 2 * HOUR }), "claim nbf is "],
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
    expect(await send(provenance())).toEqual(refused(message));
  });

  test("brings no source along", async () => {
    const reasons = await reasonsOf(payload({ source: undefined, provenance: await mint() }));
    expect(reasons).toEqual(refused("the dispatch has no source to prove"));
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
    expect(await send(signed(privateKey, { kid: "mine" }))).toEqual(refused('header kid is "mine"'));
    expect(operations()).toEqual([JWKS, JWKS]);
  });

  test("such a key under the name of one of the issuer's", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const { kid = "" } = await publishedKey();
    expect(await send(signed(privateKey, { kid }))).toEqual(refused('the signature is "wrong"'));
  });

  test("such a key, enclosed", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    expect(await send(signed(privateKey, { jwk, kid: "mine" }))).toEqual(refused('header kid is "mine"'));
  });

  test("such a key, unnamed, where the issuer has several", async () => {
    await github.oidc.rotateKey();
    const { privateKey } = await generateKeyPair("RS256");
    expect(await send(signed(privateKey, {}))).toEqual(refused("header kid is missing"));
  });

  test("claims changed after signing", async () => {
    const [header, , signature] = (await mint({}, { sha: "f".repeat(40) })).split(".");
    const claims = encode(decodeJwt(await mint()));
    expect(await send(`${header}.${claims}.${signature}`)).toEqual(refused('the signature is "wrong"'));
  });

  test("alg none: the issuer is not even asked", async () => {
    const claims = decodeJwt(await mint());
    const reasons = await send(`${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`);
    expect(reasons).toEqual(refused('header alg is "none", but "RS256" is expected'));
    expect(operations()).toEqual([]);
  });

  test("HS256 with the public key as the secret", async () => {
    const honest = await mint();
    const key = await importJWK(await publishedKey(), "RS256");
    const pem = await exportSPKI(key as CryptoKey);
    const head = encode({ ...decodeProtectedHeader(honest), alg: "HS256" });
    const text = `${head}.${encode(decodeJwt(honest))}`;
    const signature = createHmac("sha256", pem).update(text).digest("base64url");
    expect(await send(`${text}.${signature}`)).toEqual(
      refused('header alg is "HS256", but "RS256" is expected'),
    );
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
    expect(await send(provenance)).toEqual([]);
    expect(await reasonsOf(payload({ ...fields, provenance }))).toEqual([
      expect.stringMatching(
        /^provenance is rejected: claim aud is .* the token is for another request or another repository/,
      ),
    ]);
  });

  test("in another release repository is refused", async () => {
    const provenance = await mint();
    await create({});
    expect(await send(provenance)).toEqual(refused("claim aud is "));
  });
});
