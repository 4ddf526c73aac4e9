import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { startGitHub } from "../../sandbox/github/index.ts";
import type { GitHub, IdTokenJob, Repository } from "../../sandbox/github/model.ts";
import { runStep, type StepResult } from "../../sandbox/step/run-step.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const OTHER_ID = "11111111-2222-4333-8444-555555555555";
const SHA = "1a2b3c4d".repeat(5);
const EMPTY = '{\n  "version": 1,\n  "releases": []\n}\n';
const JWKS = "oidc:jwks";

let github: GitHub;
let directory: string;
let source: Repository;
let releases: Repository;
let token: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "provenance-"));
  github = await startGitHub({ directory });
  source = await github.createRepository("acme/my-app", { private: true });
});

afterAll(async () => {
  await github.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => create({}));

async function create(files: Record<string, string>): Promise<void> {
  releases = await github.createRepository(`acme/Releases-${(count += 1)}`, {
    private: true,
    files: { "db/db.json": EMPTY, ...files },
  });
  token = github.createToken({
    actor: "github-actions[bot]",
    kind: "actions",
    repositories: [releases.fullName],
    permissions: { contents: "write", metadata: "read" },
  });
  github.forgetRequests();
}

afterEach(() => github.clearFaults());

const git = (...args: string[]): string =>
  execFileSync("git", ["--git-dir", releases.gitDir, ...args], { encoding: "utf8" });
const database = () => git("show", "main:db/db.json");
const operations = () => github.requests.map(({ operation }) => operation);
const now = () => Math.floor(Date.now() / 1000);

/** The run that builds. */
const build = (fields: Partial<IdTokenJob> = {}): IdTokenJob => ({
  repository: source,
  ref: "refs/heads/main",
  sha: SHA,
  runId: 10,
  runNumber: 3,
  runAttempt: 1,
  actor: "octocat",
  eventName: "push",
  workflow: {
    name: "CI",
    repository: "acme/my-app",
    path: ".github/workflows/ci.yml",
    ref: "refs/heads/main",
    sha: SHA,
  },
  ...fields,
});

interface Payload {
  readonly dispatch_id: string;
  readonly releases: readonly { container: string; channel: string; image: string; digest?: string }[];
  readonly [field: string]: unknown;
}

const payload = (fields: object = {}): Payload => ({
  version: 1,
  dispatch_id: ID,
  releases: [{ container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v1" }],
  source: { repository: "acme/my-app", sha: SHA, ref: "refs/heads/main", run_id: 10, run_attempt: 1 },
  ...fields,
});

/** Worked out here once more, so that the two sides cannot change it unnoticed. */
function audience({ dispatch_id, releases: asked }: Payload, target: Repository = releases): string {
  const content = JSON.stringify([
    dispatch_id,
    asked.map(({ container, channel, image, digest = null }) => [container, channel, image, digest]),
  ]);
  return `${target.fullName.toLowerCase()}#sha256-${createHash("sha256").update(content).digest("base64url")}`;
}

/** A token that GitHub would give for this payload, some claims altered. */
const mint = (claims: Record<string, unknown> = {}, job: Partial<IdTokenJob> = {}, of = payload()) =>
  github.oidc.mint(build(job), audience(of), claims);

const run = (clientPayload: unknown, inputs: Record<string, string> = {}, event = "repository_dispatch") =>
  runStep({
    action: "actions/update-database",
    github,
    token,
    repository: releases.fullName,
    event: {
      name: event,
      payload: { client_payload: clientPayload, repository: { default_branch: "main" } },
    },
    inputs: { deadline: "30s", ...inputs },
  });
const send = async (provenance: string | Promise<string>, inputs: Record<string, string> = {}) =>
  run(payload({ provenance: await provenance }), inputs);
const outcomes = ({ outputs }: StepResult) =>
  (JSON.parse(outputs["results"]!) as { outcome: string }[]).map(({ outcome }) => outcome);

function expectRefused(result: StepResult, message: string): void {
  expect(result.annotations).toEqual([
    {
      level: "error",
      title: "Rejected",
      message: expect.stringContaining(`client_payload: provenance is refused: ${message}`),
    },
  ]);
  expect(result.exitCode).toBe(1);
  expect(outcomes(result)).toEqual(["rejected"]);
  expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "", provenance: "" });
  expect(result.summary).toContain("Rejected: nothing was written");
  expect(database()).toBe(EMPTY);
}

describe("a dispatch with a token of its build", () => {
  test("lands, and the commit, the summary and the outputs name what was verified", async () => {
    const provenance = await mint();
    const result = await send(provenance, { provenance: "required" });
    expect(result.annotations).toEqual([]);
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations()).toEqual([JWKS, "graphql:ReadBranch", "graphql:CommitOnBranch"]);
    const verified = `Verified: acme/my-app (id ${source.id}) refs/heads/main ${SHA} run 10 attempt 1`;
    expect(git("log", "-1", "--format=%B").split("\n")).toContain(verified);
    expect(result.summary).toContain(verified);
    expect(JSON.parse(result.outputs["provenance"]!)).toEqual({
      repository: "acme/my-app",
      repository_id: source.id,
      ref: "refs/heads/main",
      sha: SHA,
      run_id: 10,
      run_attempt: 1,
    });
    expect(result.masked).toEqual([token, provenance]);
    const told = result.log.replaceAll(/^::add-mask::.*$/gm, "") + result.summary + git("log", "--format=%B");
    expect(told + JSON.stringify(result.outputs) + database()).not.toContain(provenance);
  });

  test("is the one that trigger-dispatch sends", async () => {
    const sent: unknown[] = [];
    const stop = github.onEvent(({ payload: event }) => sent.push(event["client_payload"]));
    const pat = github.createToken({
      actor: "octocat",
      kind: "pat",
      repositories: [releases.fullName],
      permissions: { contents: "write", metadata: "read" },
    });
    await runStep({
      action: "actions/trigger-dispatch",
      github,
      repository: "acme/my-app",
      sha: SHA,
      runId: 10,
      runAttempt: 2,
      event: { name: "push", payload: {} },
      idToken: true,
      inputs: {
        repository: releases.fullName.toLowerCase(),
        token: pat,
        provenance: "required",
        releases: `[{ container: api, image: "api:1@sha256:${"a".repeat(64)}" }, { container: web, image: "web:1" }]`,
      },
    });
    stop();
    const result = await run(sent[0], { provenance: "required" });
    expect(result.annotations).toEqual([]);
    expect(outcomes(result)).toEqual(["applied", "applied"]);
    expect(JSON.parse(result.outputs["provenance"]!)).toMatchObject({ run_id: 10, run_attempt: 2 });
  });

  test("repeated, token and all, is unchanged", async () => {
    const provenance = await mint();
    await send(provenance);
    const again = await send(provenance);
    expect(again.exitCode).toBe(0);
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(git("rev-list", "--count", "main").trim()).toBe("2");
  });

  test("is not what its token says, where nothing requires one: rejected all the same", async () => {
    expectRefused(await send(mint({}, { runId: 11 }), { provenance: "optional" }), 'claim run_id is "11"');
  });
});

describe("a dispatch without a token", () => {
  test("is taken where none is required, and the issuer is not asked", async () => {
    const result = await run(payload());
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(result.outputs["provenance"]).toBe("");
    expect(git("log", "-1", "--format=%B")).not.toContain("Verified");
  });

  test.each([
    ["of trigger-dispatch", payload()],
    ["made by hand", { container: "my-app", release_channel: "dev", image: "app:v1" }],
  ])("%s is rejected where one is required", async (_name, clientPayload) => {
    const result = await run(clientPayload, { provenance: "required" });
    expect(result.annotations[0]?.message).toBe(
      "client_payload: releases[0], my-app in dev, needs provenance, and the dispatch has none: release it with trigger-dispatch in a job with the permission id-token: write",
    );
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(operations()).toEqual([]);
    expect(database()).toBe(EMPTY);
  });

  test("is rejected where one is required, also when a workflow hands it on as inputs", async () => {
    const inputs = { container: "my-app", "release-channel": "dev", image: "app:v1", provenance: "required" };
    expect(outcomes(await run(payload(), inputs))).toEqual(["rejected"]);
  });

  test("is taken from a person who runs the workflow: GitHub itself says who", async () => {
    const inputs = { container: "my-app", "release-channel": "dev", image: "app:v1", provenance: "required" };
    expect(outcomes(await run(undefined, inputs, "workflow_dispatch"))).toEqual(["applied"]);
  });
});

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
    expectRefused(result, "it comes with no source");
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
    expect(result.annotations[0]?.message).toContain("client_payload: provenance is refused: claim aud is ");
    expect(result.annotations[0]?.message).toContain("the token is for another request or repository");
    expect(database()).toBe(before);
  });

  test("in another release repository is refused", async () => {
    const provenance = await mint();
    releases = await github.createRepository(`acme/releases-${(count += 1)}`, {
      files: { "db/db.json": EMPTY },
    });
    expectRefused(await send(provenance), "claim aud is ");
  });
});

describe("a policy", () => {
  const policy = (fields: object) => ({ "db/policy.json": JSON.stringify({ version: 1, ...fields }) });
  const to = (channel: string) => ({ ...payload().releases[0]!, channel });

  test("names the channels that need a token, whatever the workflow says", async () => {
    await create(policy({ provenance: ["prod"] }));
    expect(outcomes(await run(payload({ releases: [to("dev")] })))).toEqual(["applied"]);
    const result = await run(payload({ releases: [to("stage"), to("prod")] }));
    expect(result.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining("client_payload: releases[1], my-app in prod, needs provenance"),
    ]);
    expect(outcomes(result)).toEqual(["rejected", "rejected"]);
    const asked = payload({ releases: [to("prod")] });
    const provenance = await mint({}, {}, asked);
    expect(outcomes(await run({ ...asked, provenance }))).toEqual(["applied"]);
  });

  test("names the id of the repository that a container belongs to: another one of that name is refused", async () => {
    const owner = { name: "acme/my-app", id: source.id };
    await create(policy({ containers: { "my-app": { repository: owner } } }));
    const result = await send(mint({ repository_id: "999" }));
    expect(result.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        `my-app in dev comes from acme/my-app with the repository_id 999, but belongs to the one with the repository_id ${source.id}, which is another repository`,
      ),
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(database()).toBe(EMPTY);
    expect(outcomes(await send(mint()))).toEqual(["applied"]);
  });
});

describe("time:", () => {
  const old = (seconds: number) =>
    mint({ exp: now() - seconds, iat: now() - seconds - 300, nbf: now() - seconds - 600 });

  test("a token that expired within the leeway is good, for the job may have waited", async () => {
    expect(outcomes(await send(old(3500)))).toEqual(["applied"]);
  });

  test("the leeway is an input", async () => {
    expectRefused(await send(old(1200), { "provenance-leeway": "10m" }), "claim exp is ");
    expect(outcomes(await send(old(1200), { "provenance-leeway": "30m" }))).toEqual(["applied"]);
  });

  test("a clock that is a little behind GitHub's does no harm", async () => {
    expect(outcomes(await send(mint({ nbf: now() + 30, iat: now() + 30 })))).toEqual(["applied"]);
  });
});

describe("the issuer", () => {
  test.each(["", "/"])("may be given, also with %j at its end", async (slash) => {
    const result = await send(mint(), { "oidc-issuer": github.oidc.issuer + slash });
    expect(outcomes(result)).toEqual(["applied"]);
  });

  test("given otherwise makes this GitHub's tokens a stranger's", async () => {
    const result = await send(mint(), { "oidc-issuer": "https://token.actions.githubusercontent.com" });
    expectRefused(
      result,
      `claim iss is "${github.oidc.issuer}", but "https://token.actions.githubusercontent.com"`,
    );
    expect(operations()).toEqual([]);
  });

  test("is down and comes back", async () => {
    github.inject({ operation: JWKS, fault: { kind: "status", status: 503 }, times: 1 });
    github.inject({ operation: JWKS, fault: { kind: "drop", when: "before" }, times: 1 });
    const result = await send(mint());
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations().slice(0, 3)).toEqual([JWKS, JWKS, JWKS]);
  });

  test.each([
    ["stays down", { kind: "status", status: 503 }, "answered 503"],
    ["never answers", { kind: "hang" }, "gave no usable answer: The operation was aborted due to timeout"],
    ["has no keys there", { kind: "status", status: 404 }, "answered 404 (1 attempt)"],
  ] as const)("%s: the dispatch is neither taken nor rejected", async (_name, fault, message) => {
    github.inject({ operation: JWKS, fault });
    const result = await send(mint(), { deadline: "2s" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.title).toBeUndefined();
    expect(result.annotations[0]?.message).toContain(
      `Could not verify the provenance, because ${github.oidc.issuer}/.well-known/jwks ${message}`,
    );
    expect(result.annotations[0]?.message).toContain("Run the job again, which is always safe");
    expect(result.outputs).toMatchObject({ results: "[]", "dispatch-id": ID, changed: "false" });
    expect(database()).toBe(EMPTY);
  });

  test("has a new key: tokens of the old and of the new one are good", async () => {
    const before = await mint();
    await github.oidc.rotateKey();
    expect(outcomes(await send(before))).toEqual(["applied"]);
    expect(outcomes(await send(mint()))).toEqual(["unchanged"]);
  });

  test("has a new key that a cache does not know yet: looked for once more", async () => {
    await github.oidc.rotateKey();
    github.inject({ operation: JWKS, fault: { kind: "stale-read", ms: 60_000 }, times: 1 });
    expect(outcomes(await send(mint()))).toEqual(["applied"]);
    expect(operations().slice(0, 3)).toEqual([JWKS, JWKS, "graphql:ReadBranch"]);
  });
});

test.each([
  ["provenance", "maybe", 'Input provenance is "maybe": optional or required is allowed.'],
  ["provenance-leeway", "long", 'Input provenance-leeway is "long"'],
  ["oidc-issuer", "github.com", 'Input oidc-issuer is "github.com": an address is allowed'],
])("a mistake in input %s is named", async (input, value, message) => {
  const result = await run(payload(), { [input]: value });
  expect(result.exitCode).toBe(1);
  expect(result.annotations[0]?.message).toContain(message);
});
