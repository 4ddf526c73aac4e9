import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { findInstallation } from "./installation.ts";

const ANSWER = {
  id: 5,
  app_slug: "octo-bot",
  account: { id: 1, login: "acme" },
  html_url: "https://github.com/organizations/acme/settings/installations/5",
  suspended_at: null,
  permissions: { contents: "write", metadata: "read" },
};

function find(...answers: readonly Answer[]) {
  const { repository, session } = answering(answers);
  const { log, deadline } = session;
  return findInstallation({
    client: repository.client,
    appId: "7",
    repository: repository.name,
    log,
    deadline,
  });
}

test("an installation is read as it is", async () => {
  expect(await find({ json: ANSWER })).toEqual({
    id: 5,
    appSlug: "octo-bot",
    account: "acme",
    settings: ANSWER.html_url,
    suspendedAt: undefined,
    permissions: { contents: "write", metadata: "read" },
    repositoryId: undefined,
  });
});

test("an enterprise goes by its slug, and a suspended installation says since when", async () => {
  const account = { id: 1, slug: "acme-inc", name: "Acme, Inc." };
  const suspended_at = "2026-11-30T10:00:00Z";
  expect(await find({ json: { ...ANSWER, account, suspended_at } })).toMatchObject({
    account: "acme-inc",
    suspendedAt: suspended_at,
  });
});

test.each([
  ["/repositories/1296269/installation", 1_296_269],
  ["/repos/acme/my-app/installation", undefined],
  ["/repositories/1296269/installation/x", undefined],
])("led to %s, it knows the repository by the id %s", async (path, repositoryId) => {
  const answer = { json: ANSWER, url: `https://api.github.com${path}` };
  expect(await find(answer)).toMatchObject({ repositoryId });
});

const absent = { status: 404, json: { message: "Not Found" } };

test.each<[string, Answer, object, string]>([
  [
    "is not installed",
    { json: { slug: "octo-bot", html_url: "https://github.com/apps/octo-bot" } },
    {
      code: "app-not-installed",
      owner: "acme",
      installAt: "https://github.com/apps/octo-bot/installations/new",
    },
    "App octo-bot cannot act in acme/my-app: it is not installed there, or acme/my-app does not exist.",
  ],
  [
    "is not installed, and has no page",
    { json: {} },
    { code: "app-not-installed", owner: "acme", installAt: undefined },
    "App 7 cannot act in acme/my-app: it is not installed there, or acme/my-app does not exist.",
  ],
  ["does not exist", absent, { code: "no-such-app" }, "App 7 cannot act in acme/my-app"],
])("an App that %s is told as such", async (_what, app, failure, message) => {
  const failing = find(absent, app);
  await expect(failing).rejects.toThrow(message);
  await expect(failing).rejects.toMatchObject({ failure });
});
