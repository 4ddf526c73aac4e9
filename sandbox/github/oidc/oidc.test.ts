import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { send } from "../../http/testing.ts";
import type { IdTokenJob, Repository } from "../model.ts";
import { testGitHub, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let repository: Repository;
let now = new Date("2026-11-21T02:00:00Z");

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  repository = await github.createRepository("acme/my-app", { private: true });
});
afterEach(() => github.clearFaults());
afterAll(() => github.stop());

const SHA = "1a2b3c4d".repeat(5);
const job = (fields: Partial<IdTokenJob> = {}): IdTokenJob => ({
  repository,
  ref: "refs/heads/main",
  sha: SHA,
  runId: 10,
  runNumber: 3,
  runAttempt: 1,
  actor: "octocat",
  eventName: "push",
  workflow: {
    name: "Build",
    repository: "acme/my-app",
    path: ".github/workflows/build.yml",
    ref: "refs/heads/main",
    sha: SHA,
  },
  ...fields,
});

const ask = (of: IdTokenJob, audience?: string, bearer?: string) => {
  const { url, token } = github.oidc.requestFor(of);
  return send(audience === undefined ? url : `${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `Bearer ${bearer ?? token}` },
  });
};
const keys = () =>
  createRemoteJWKSet(new URL(`${github.oidc.issuer}/.well-known/jwks`), { cooldownDuration: 0 });

describe("a job's token", () => {
  test("says which job asks, signed with a published key", async () => {
    const { status, json } = await ask(job(), "acme/releases");
    expect(status).toBe(200);
    const { payload, protectedHeader } = await jwtVerify(json.value, keys(), { currentDate: now });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
    const iat = now.getTime() / 1000;
    expect(payload).toMatchObject({
      iss: `${github.url}/_services/token`,
      aud: "acme/releases",
      sub: `repo:acme@1000/my-app@${repository.id}:ref:refs/heads/main`,
      iat,
      nbf: iat - 300,
      exp: iat + 300,
      jti: expect.any(String),
      repository: "acme/my-app",
      repository_id: String(repository.id),
      repository_visibility: "private",
      ref: "refs/heads/main",
      ref_type: "branch",
      sha: SHA,
      run_id: "10",
      run_number: "3",
      run_attempt: "1",
      event_name: "push",
      workflow_ref: "acme/my-app/.github/workflows/build.yml@refs/heads/main",
      job_workflow_ref: "acme/my-app/.github/workflows/build.yml@refs/heads/main",
    });
    expect(payload).not.toHaveProperty("environment");
  });

  test("names the environment, the tag and the called workflow", async () => {
    const jobWorkflow = {
      ...job().workflow,
      repository: "acme/shared",
      path: ".github/workflows/release.yml",
    };
    const { json } = await ask(job({ environment: "prod", ref: "refs/tags/v1", jobWorkflow }));
    const { payload } = await jwtVerify(json.value, keys(), { currentDate: now });
    expect(payload).toMatchObject({
      aud: `${github.url}/acme`,
      sub: expect.stringMatching(/:environment:prod$/),
      ref_type: "tag",
      environment: "prod",
      job_workflow_ref: "acme/shared/.github/workflows/release.yml@refs/heads/main",
    });
  });

  test("is given only to holders of the job's request token", async () => {
    expect((await ask(job(), "x", "wrong")).status).toBe(401);
    const other = github.oidc.requestFor(job());
    expect((await ask(job(), "x", other.token)).status).toBe(401);
  });

  test("needs a known version", async () => {
    const { url, token } = github.oidc.requestFor(job());
    const headers = { authorization: `Bearer ${token}` };
    expect((await send(url.replace("2.0", "9.9"), { headers })).status).toBe(501);
  });
});

describe("the issuer", () => {
  test("describes itself", async () => {
    const { json } = await send(`${github.oidc.issuer}/.well-known/openid-configuration`);
    expect(json).toMatchObject({
      issuer: github.oidc.issuer,
      jwks_uri: `${github.oidc.issuer}/.well-known/jwks`,
      id_token_signing_alg_values_supported: ["RS256"],
    });
  });

  test("keeps old keys published, and a stale set lacks the new one", async () => {
    const before = await github.oidc.mint(job());
    now = new Date(now.getTime() + 60_000);
    await github.oidc.rotateKey();
    const after = await github.oidc.mint(job());
    for (const token of [before, after]) await jwtVerify(token, keys(), { currentDate: now });
    github.inject({ operation: "oidc:jwks", fault: { kind: "stale-read", ms: 30_000 }, times: 1 });
    const stale = await send(`${github.oidc.issuer}/.well-known/jwks`);
    expect(stale.json.keys).toHaveLength(1);
    const { json } = await send(`${github.oidc.issuer}/.well-known/jwks`);
    expect(json.keys).toHaveLength(2);
    expect(JSON.stringify(json)).not.toContain('"d"');
    expect(github.requests.at(-1)).toMatchObject({ operation: "oidc:jwks", status: 200, actor: undefined });
  });

  test("fails on request", async () => {
    github.inject({ operation: "oidc:jwks", fault: { kind: "status", status: 503 }, times: 1 });
    expect((await send(`${github.oidc.issuer}/.well-known/jwks`)).status).toBe(503);
  });
});
