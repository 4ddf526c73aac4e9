import { describe, expect, test } from "@jest/globals";
import { repositoryWithToken, withAccess, type Access } from "./access.ts";
import { requestAsApp } from "./app/app.ts";
import { LostAnswer } from "./failure/failure.ts";
import { answering, type Answer } from "./testing/answering.ts";
import { testApp } from "./testing/test-app.ts";

const APP = testApp();
const NAME = { owner: "acme", repo: "my-app" };
const INSTALLATION: Answer = {
  json: {
    id: 5,
    app_slug: "octo-bot",
    account: { login: "acme" },
    html_url: "https://github.com/settings",
    suspended_at: null,
    permissions: { contents: "write", actions: "read", issues: "read" },
  },
};
const TOKEN: Answer = { status: 201, json: { token: "ghs_made" } };
const REVOKED: Answer = { status: 204 };

function accessTo(answers: readonly Answer[], more: Partial<Access>) {
  const { session, asked } = answering(answers);
  const permissions = { contents: "write" } as const;
  const access: Access = {
    ...session,
    credentials: { ...APP, installationId: undefined },
    repository: NAME,
    permissions,
    ...more,
  };
  return {
    access,
    asked: () => asked.map(({ method, path }) => `${method} ${path}`),
    bodies: () => asked.map(({ body }) => body),
  };
}

describe("whoever acts", () => {
  test("with a token asks nothing first, and nothing after", async () => {
    const credentials = { token: "ghp_1", tokenLabel: "the token" };
    const { access, asked } = accessTo([], { credentials });
    const used = await withAccess(access, async (repository, installation) => [
      repository.name,
      repository.tokenLabel,
      installation,
    ]);
    expect([used, asked()]).toEqual([[NAME, "the token", undefined], []]);
  });

  test("as an App finds where it is installed, is given what is needed, and gives it back", async () => {
    const { access, asked, bodies } = accessTo([INSTALLATION, TOKEN, REVOKED], {
      optionalPermissions: { actions: "read", checks: "read" },
    });
    const used = await withAccess(access, async ({ tokenLabel, freshness }, installation) => [
      tokenLabel,
      freshness?.isPermitted,
      installation,
    ]);
    expect(used).toEqual(["the token of App octo-bot", true, 5]);
    expect(asked()).toEqual([
      "GET /repos/acme/my-app/installation",
      "POST /app/installations/5/access_tokens",
      "DELETE /installation/token",
    ]);
    expect(bodies()[1]).toEqual({
      repositories: ["my-app"],
      permissions: { contents: "write", actions: "read" },
    });
  });

  test("as an App whose installation is known does not look for it", async () => {
    const credentials = { ...APP, installationId: 9 };
    const { access, asked, bodies } = accessTo([TOKEN, REVOKED], { credentials, repositoryId: 42 });
    expect(await withAccess(access, async (_repository, installation) => installation)).toBe(9);
    expect(asked()[0]).toBe("POST /app/installations/9/access_tokens");
    expect(bodies()[0]).toEqual({ repository_ids: [42], permissions: { contents: "write" } });
  });

  test("as an App gives its token back whatever comes of it, and does not mind where that fails", async () => {
    const credentials = { ...APP, installationId: 9 };
    const { access, asked } = accessTo([TOKEN, { status: 404, json: {} }], { credentials });
    const failing = withAccess(access, () => Promise.reject(new Error("our own")));
    await expect(failing).rejects.toThrow("our own");
    expect(asked().at(-1)).toBe("DELETE /installation/token");
  });

  test("as an App that lacks a permission is given no token", async () => {
    const { access, asked } = accessTo([INSTALLATION], { permissions: { deployments: "write" } });
    await expect(withAccess(access, async () => "x")).rejects.toMatchObject({
      failure: { code: "app-lacks-permission", needed: "deployments: write" },
    });
    expect(asked()).toHaveLength(1);
  });
});

test("a token whose age is known is new for ten seconds, and may lack what it is asked for", () => {
  const { session } = answering([]);
  const token = { token: "ghs_1", tokenLabel: "x" };
  expect(repositoryWithToken(session, { ...token, issuedAt: 1000 }, NAME).freshness).toEqual({
    until: 11_000,
    isPermitted: false,
  });
  expect(repositoryWithToken(session, token, NAME).freshness).toBeUndefined();
});

describe("what an App asks of itself", () => {
  const { session, repository } = answering([]);
  const app = {
    client: repository.client,
    appId: "7",
    repository: NAME,
    log: session.log,
    deadline: Date.now(),
  };
  test("fails as it is where the fault is our own", async () => {
    const own = new Error("our own");
    await expect(requestAsApp(app, () => Promise.reject(own))).rejects.toBe(own);
  });

  test("is explained where GitHub did not answer in time", async () => {
    const lost = requestAsApp(app, () => Promise.reject(new LostAnswer()));
    await expect(lost).rejects.toMatchObject({ failure: { code: "transient" } });
    await expect(lost).rejects.toThrow("App 7 cannot act in acme/my-app: GitHub's answer was incomplete.");
  });
});
