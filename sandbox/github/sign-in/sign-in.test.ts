import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { App } from "../model.ts";
import { testGitHub, type TestGitHub } from "../testing.ts";

const CALLBACK = "https://deploys.example.com/github/callback";
let now = new Date("2026-11-29T14:00:00Z");
let github: TestGitHub;
let app: App;
let other: App;

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  await github.createRepository("acme/releases", { private: true, files: { "README.md": "hi\n" } });
  app = await github.createApp({ slug: "deployer", permissions: {}, callbackUrls: [CALLBACK] });
  other = await github.createApp({ slug: "other", permissions: {}, callbackUrls: [CALLBACK] });
  github.setPermission("acme/releases", "alice", "maintain");
  github.setPermission("acme/releases", "bob", "read");
});
afterAll(() => github.stop());

/** Where a person is redirected after choosing who they are. */
async function authorize(parameters: Readonly<Record<string, string>>): Promise<URL> {
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: CALLBACK,
    state: "s1",
    ...parameters,
  });
  const answer = await fetch(`${github.url}/login/oauth/authorize?${query.toString()}`, {
    redirect: "manual",
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get("location") ?? "");
}

const exchange = (code: string | null, more: Readonly<Record<string, string>> = {}): Promise<TestAnswer> =>
  send(`${github.url}/login/oauth/access_token`, {
    headers: { accept: "application/json", "content-type": "application/json" },
    body: { client_id: app.clientId, client_secret: app.clientSecret, code, ...more },
  });

test("redirects with a code, whose token says who signed in", async () => {
  const back = await authorize({ as: "alice" });
  expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([CALLBACK, "s1"]);
  const { json } = await exchange(back.searchParams.get("code"));
  expect(json).toMatchObject({ token_type: "bearer", expires_in: 28_800, scope: "" });
  const user = await send(`${github.apiUrl}/user`, { token: json.access_token });
  expect(user.json).toMatchObject({ login: "alice", type: "User", id: expect.any(Number) });
  now = new Date(now.getTime() + 28_800_000);
  expect((await send(`${github.apiUrl}/user`, { token: json.access_token })).status).toBe(401);
});

test("the page offers everybody it knows", async () => {
  const { text } = await send(`${github.url}/login/oauth/authorize?client_id=${app.clientId}&state=<script>`);
  expect(text).toContain(">alice</a>");
  expect(text).toContain(">bob</a>");
  expect(text).not.toContain("<script>");
});

describe("a code is refused", () => {
  const bad = {
    error: "bad_verification_code",
    error_description: "The code passed is incorrect or expired.",
  };

  test("the second time", async () => {
    const code = (await authorize({ as: "alice" })).searchParams.get("code");
    expect((await exchange(code)).json).toHaveProperty("access_token");
    expect((await exchange(code)).json).toMatchObject(bad);
  });

  test("after ten minutes", async () => {
    const code = (await authorize({ as: "alice" })).searchParams.get("code");
    now = new Date(now.getTime() + 600_001);
    expect((await exchange(code)).json).toMatchObject(bad);
  });

  test("from another App, or without the App's secret", async () => {
    const code = (await authorize({ as: "alice" })).searchParams.get("code");
    expect((await exchange(code, { client_secret: other.clientSecret })).json.error).toBe(
      "incorrect_client_credentials",
    );
    expect(
      (await exchange(code, { client_id: other.clientId, client_secret: other.clientSecret })).json,
    ).toMatchObject(bad);
  });

  test("without the verifier of its challenge", async () => {
    const challenge = createHash("sha256").update("verifier").digest("base64url");
    const parameters = { as: "bob", code_challenge: challenge, code_challenge_method: "S256" };
    const [one, two] = [await authorize(parameters), await authorize(parameters)];
    expect((await exchange(one.searchParams.get("code"), { code_verifier: "another" })).json).toMatchObject(
      bad,
    );
    expect((await exchange(two.searchParams.get("code"), { code_verifier: "verifier" })).json).toHaveProperty(
      "access_token",
    );
  });

  test("an address that is not registered gets no code", async () => {
    const back = await authorize({ as: "alice", redirect_uri: "https://evil.example.com/" });
    expect([back.origin, back.searchParams.get("error")]).toEqual([
      "https://deploys.example.com",
      "redirect_uri_mismatch",
    ]);
  });
});

test.each([
  ["alice", "write", "maintain"],
  ["bob", "read", "read"],
])("%s may %s", async (login, permission, role) => {
  const token = github.createToken({
    actor: "deployer[bot]",
    kind: "installation",
    repositories: ["acme/releases"],
    permissions: { metadata: "read" },
  });
  const { json } = await send(`${github.apiUrl}/repos/acme/releases/collaborators/${login}/permission`, {
    token,
  });
  expect(json).toMatchObject({ permission, role_name: role, user: { login } });
  expect(
    (await send(`${github.apiUrl}/repos/acme/releases/collaborators/nobody/permission`, { token })).status,
  ).toBe(404);
});
