import { createHmac, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
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
import { findDispatch } from "../../lib/store/dispatches.ts";
import {
  audienceOf,
  detailOf,
  dispatchOf,
  sendDispatch,
  SHA,
  tokenFor,
  type DispatchBody,
  type TokenOptions,
} from "./testing/keyless.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What makes a token no proof, through the server; `update-database/provenance-refused.test.ts` asks the function itself. */

let world: TestWorld;
let tip: string | undefined;
beforeAll(async () => {
  world = await startTestWorld({
    policy: {
      version: 1,
      channels: ["qa", "prod"],
      containers: { "my-app": { repository: { name: SOURCE } } },
    },
  });
});
beforeEach(async () => {
  tip = await world.github.tip(RELEASES);
});
afterEach(async () => {
  expect(await world.github.tip(RELEASES)).toBe(tip);
});
afterAll(() => world.stop());

const now = (): number => Math.floor(world.clock.now().getTime() / 1000);
const mint = (body: DispatchBody, options?: TokenOptions): Promise<string> => tokenFor(world, body, options);

/** Expects a token to be refused for this reason, and nothing of the dispatch to be kept. */
async function expectRefused(body: DispatchBody, token: string, reason: string): Promise<void> {
  const answer = await sendDispatch(world, body, token);
  expect([answer.status, detailOf(answer)]).toEqual([
    401,
    expect.stringContaining(`provenance is rejected: ${reason}`),
  ]);
  expect(answer.text).not.toContain(token);
  expect(await findDispatch(world.store.db, body.dispatch_id)).toBeUndefined();
}

describe("a token is refused when it", () => {
  test.each<[string, () => TokenOptions, string]>([
    [
      "has expired",
      () => ({ claims: { exp: now() - 1, iat: now() - 301, nbf: now() - 601 } }),
      "claim exp is ",
    ],
    ["has no expiry", () => ({ claims: { exp: undefined } }), "claim exp is missing"],
    ["is not yet valid", () => ({ claims: { nbf: now() + 120 } }), "claim nbf is "],
    ["was issued in the future", () => ({ claims: { iat: now() + 120 } }), "claim iat is "],
    [
      "is for another audience",
      () => ({ claims: { aud: "sts.amazonaws.com" } }),
      'claim aud is "sts.amazonaws.com"',
    ],
    ["is for the server itself", () => ({ claims: { aud: world.url } }), "claim aud is "],
    [
      "is for the repository and nothing in particular",
      () => ({ claims: { aud: RELEASES } }),
      "claim aud is ",
    ],
    [
      "is of another issuer",
      () => ({ claims: { iss: "https://token.actions.githubusercontent.com" } }),
      'claim iss is "https://token.actions.githubusercontent.com"',
    ],
    [
      "is of another repository",
      () => ({ claims: { repository: "evil/my-app" } }),
      'claim repository is "evil/my-app"',
    ],
    [
      "names no repository id",
      () => ({ claims: { repository_id: undefined } }),
      "claim repository_id is missing",
    ],
    ["is of another commit", () => ({ job: { sha: "f".repeat(40) } }), `claim sha is "${"f".repeat(40)}"`],
    ["is of another ref", () => ({ job: { ref: "refs/heads/x" } }), 'claim ref is "refs/heads/x"'],
    ["is of another run", () => ({ job: { runId: 11 } }), 'claim run_id is "11", but "10" is expected'],
    [
      "is of another attempt",
      () => ({ job: { runAttempt: 2 } }),
      'claim run_attempt is "2", but "1" is expected',
    ],
    [
      "is of a run that may be of a fork's code",
      () => ({ job: { eventName: "pull_request_target" } }),
      'claim event_name is "pull_request_target"',
    ],
  ])("%s", async (_name, options, reason) => {
    const body = dispatchOf();
    await expectRefused(body, await mint(body, options()), reason);
  });

  test("is for another release repository", async () => {
    const body = dispatchOf();
    const token = await mint(body, { claims: { aud: audienceOf(body, SOURCE) } });
    await expectRefused(body, token, 'claim aud is "acme/my-app#sha256-');
  });

  test("is no JWT", async () => {
    await expectRefused(dispatchOf(), "a.b.c", 'the token is "malformed"');
  });

  test.each([
    ["jti", { jti: undefined }, "claim jti is missing"],
    ["actor_id", { actor_id: undefined }, "claim actor_id is missing"],
  ])("has no %s, by which the server knows it", async (_claim, claims, reason) => {
    const body = dispatchOf();
    const answer = await sendDispatch(world, body, await mint(body, { claims }));
    expect([answer.status, detailOf(answer)]).toEqual([401, expect.stringContaining(reason)]);
    expect(await findDispatch(world.store.db, body.dispatch_id)).toBeUndefined();
  });
});

test.each(["pull_request", "issue_comment", "workflow_run"])(
  "a run on %s proves no source: the dispatch is rejected",
  async (eventName) => {
    const body = dispatchOf();
    const { status, json } = await sendDispatch(world, body, await mint(body, { job: { eventName } }));
    expect([status, json.results[0].outcome, json.problems]).toEqual([
      200,
      "rejected",
      [expect.stringContaining(`the build ran on ${eventName}, but only push, workflow_dispatch`)],
    ]);
  },
);

describe("a forged token is refused:", () => {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = async (body: DispatchBody, key: CryptoKey, header: Partial<JWTHeaderParameters>) =>
    new SignJWT(decodeJwt(await mint(body))).setProtectedHeader({ alg: "RS256", ...header }).sign(key);
  const publishedKey = async (): Promise<JWK> => {
    const answer = await fetch(`${world.github.oidc.issuer}/.well-known/jwks`);
    return ((await answer.json()) as { keys: JWK[] }).keys[0]!;
  };

  test("a key that is not the issuer's, named, enclosed, or under the name of one of its own", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    const { kid = "" } = await publishedKey();
    for (const [header, reason] of [
      [{ kid: "mine" }, 'header kid is "mine"'],
      [{ kid: "mine", jwk }, 'header kid is "mine"'],
      [{ kid }, 'the signature is "wrong"'],
    ] as const) {
      const body = dispatchOf();
      await expectRefused(body, await signed(body, privateKey, header), reason);
    }
  });

  test("claims changed after signing", async () => {
    const body = dispatchOf();
    const [header, , signature] = (await mint(body, { job: { sha: "f".repeat(40) } })).split(".");
    const claims = encode(decodeJwt(await mint(body)));
    await expectRefused(body, `${header}.${claims}.${signature}`, 'the signature is "wrong"');
  });

  test("alg none", async () => {
    const body = dispatchOf();
    const claims = encode(decodeJwt(await mint(body)));
    await expectRefused(body, `${encode({ alg: "none", typ: "JWT" })}.${claims}.`, 'header alg is "none"');
  });

  test("HS256 with the public key as the secret", async () => {
    const body = dispatchOf();
    const honest = await mint(body);
    const key = await importJWK(await publishedKey(), "RS256");
    const pem = await exportSPKI(key as CryptoKey);
    const head = encode({ ...decodeProtectedHeader(honest), alg: "HS256" });
    const text = `${head}.${encode(decodeJwt(honest))}`;
    const signature = createHmac("sha256", pem).update(text).digest("base64url");
    await expectRefused(body, `${text}.${signature}`, 'header alg is "HS256"');
  });
});

describe("a token that someone else sends", () => {
  const [image, evil] = ["ghcr.io/acme/my-app:v1", "ghcr.io/evil/my-app:v1"];
  const release = { container: "my-app", channel: "qa", image };
  test.each([
    ["for another image", { releases: [{ ...release, image: evil }] }],
    ["for another channel", { releases: [{ ...release, channel: "prod" }] }],
    ["for another digest", { releases: [{ ...release, digest: `sha256:${"e".repeat(64)}` }] }],
    ["with one more release", { releases: [release, { ...release, container: "other", image: evil }] }],
    ["under another dispatch's id", { dispatch_id: randomUUID() }],
  ])("%s is refused", async (_name, fields) => {
    const body = dispatchOf();
    const token = await mint(body);
    await expectRefused({ ...body, ...fields }, token, "claim aud is ");
  });

  test("of a stranger's own repository, rightly signed, releases nothing", async () => {
    const stranger = await world.github.createRepository("evil/my-app", { private: false });
    const source = {
      repository: "evil/my-app",
      sha: SHA,
      ref: "refs/heads/main",
      run_id: 10,
      run_attempt: 1,
    };
    for (const container of ["my-app", "their-own"]) {
      const body = dispatchOf({ source, releases: [{ container, channel: "qa", image: evil }] });
      const token = await mint(body, { job: { repository: stranger } });
      const { status, json } = await sendDispatch(world, body, token);
      expect([status, json.results]).toEqual([
        200,
        [
          expect.objectContaining({
            container,
            outcome: "rejected",
            reason: expect.stringContaining("evil/my-app"),
          }),
        ],
      ]);
    }
  });
});
