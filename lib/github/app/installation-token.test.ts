import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import type { AppAt } from "./app.ts";
import { checkInstallation, createInstallationToken } from "./installation-token.ts";
import type { Permissions } from "./installation.ts";

const SETTINGS = "https://github.com/organizations/acme/settings/installations/5";
const ANSWER = {
  id: 5,
  app_slug: "octo-bot",
  account: { login: "acme" },
  html_url: SETTINGS,
  suspended_at: null,
  permissions: { contents: "write" },
};
const TOKEN = { status: 201, json: { token: "ghs_made" } };

function appWith(...answers: readonly Answer[]) {
  const { repository, session, asked, masked } = answering(answers);
  const { client, name } = repository;
  const { log, deadline } = session;
  const app: AppAt = { client, appId: "7", repository: name, log, deadline };
  return { app, asked, masked };
}

test("a token is for one repository, by its id where that is known, with what was asked for and no more", async () => {
  const { app, asked, masked } = appWith(TOKEN, TOKEN);
  const permissions = { contents: "write", actions: "read" } as const;
  expect(await createInstallationToken(app, { installationId: 5, permissions })).toBe("ghs_made");
  await createInstallationToken(app, { installationId: 5, permissions, repositoryId: 42 });
  const request = { method: "POST", path: "/app/installations/5/access_tokens" };
  expect(asked).toEqual([
    { ...request, body: { repositories: ["my-app"], permissions } },
    { ...request, body: { repository_ids: [42], permissions } },
  ]);
  expect(masked).toEqual(["ghs_made", "ghs_made"]);
});

const installation = (given: Readonly<Record<string, string>>) => ({
  id: 5,
  appSlug: "octo-bot",
  account: "acme",
  settings: SETTINGS,
  suspendedAt: undefined,
  permissions: given,
  repositoryId: undefined,
});

test.each<[Readonly<Record<string, string>>, Permissions, string | undefined]>([
  [{ contents: "write" }, { contents: "write" }, undefined],
  [{ contents: "write" }, { contents: "read" }, undefined],
  [{ contents: "admin" }, { contents: "write" }, undefined],
  [{ contents: "read" }, { contents: "read" }, undefined],
  [{ contents: "read" }, { contents: "write" }, "contents: write"],
  [{ contents: "write" }, { metadata: "read" }, "metadata: read"],
  [
    { contents: "read", statuses: "write" },
    { contents: "write", statuses: "write", deployments: "read" },
    "contents: write and deployments: read",
  ],
])("an installation with %j, asked for %j, lacks %s", (given, permissions, needed) => {
  const check = () => checkInstallation(appWith().app, installation(given), permissions);
  const failure = { code: "app-lacks-permission", account: "acme", settings: SETTINGS, needed, given };
  if (needed === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ failure }));
});

test("a suspended installation is told as such, whatever it lacks", () => {
  const suspended = { ...installation({}), suspendedAt: "2026-11-30T10:00:00Z" };
  expect(() => checkInstallation(appWith().app, suspended, { contents: "write" })).toThrow(
    "App octo-bot cannot act in acme/my-app: its installation in acme is suspended.",
  );
});

const refused = (status: number, message = "There is at least one repository that does not exist") => ({
  status,
  json: { message },
});

test.each<[string, readonly Answer[], object]>([
  [
    "suspended",
    [refused(403, "This installation has been suspended"), { json: ANSWER }],
    { code: "app-suspended", account: "acme", settings: SETTINGS },
  ],
  [
    "without a permission",
    [refused(422), { json: { ...ANSWER, permissions: { contents: "read" } } }],
    { code: "app-lacks-permission", needed: "contents: write", given: { contents: "read" } },
  ],
  ["for other repositories", [refused(422), { json: ANSWER }], { code: "app-not-on-repository" }],
  [
    "for other repositories, and forbidden for a reason of its own",
    [refused(403, "Forbidden"), { json: ANSWER }],
    { code: "app-not-on-repository" },
  ],
  ["gone", [refused(404), refused(404)], { code: "no-such-installation", id: 5 }],
  ["of another key", [refused(401, "A JSON web token could not be decoded")], { code: "wrong-app-key" }],
  [
    "asked with a wrong clock",
    [refused(401, "'Issued at' claim ('iat') must be an Integer representing the time")],
    { code: "wrong-clock" },
  ],
])("no token is made of an installation that is %s", async (_what, answers, failure) => {
  const { app, asked } = appWith(...answers);
  const permissions = { contents: "write" } as const;
  await expect(createInstallationToken(app, { installationId: 5, permissions })).rejects.toMatchObject({
    failure,
  });
  expect(asked.map(({ path }) => path)).toEqual(
    ["/app/installations/5/access_tokens", "/app/installations/5"].slice(0, answers.length),
  );
});
