import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send } from "../http/testing.ts";
import { appJwt, testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;
let token: string;
let id: number;

beforeAll(async () => {
  github = await testGitHub();
  for (const name of ["acme/releases", "acme/other"])
    await github.createRepository(name, { private: true, files: { "README.md": "#" } });
  token = tokenFor(github, ["acme/releases"], { contents: "write" });
  id = github.renameRepository("acme/releases", "channels").id;
});
afterAll(() => github.stop());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${github.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    redirect: "manual",
    ...init,
  });

describe("a repository that was renamed", () => {
  test("is found by its new name, with its id and the tokens granted for it", async () => {
    const { status, json } = await send(`${github.apiUrl}/repos/acme/channels`, { token });
    expect([status, json]).toMatchObject([200, { id, full_name: "acme/channels" }]);
    expect(github.repository("acme/channels").id).toBe(id);
    expect(() => github.repository("acme/releases")).toThrow("there is no repository acme/releases");
  });

  test.each([
    ["GET", "/branches/main?x=1", 301, "Moved Permanently"],
    ["POST", "/dispatches", 307, "Temporary Redirect"],
  ])("leads %s %s on from its old name, to its id", async (method, path, status, message) => {
    const answer = await ask(`/repos/Acme/Releases${path}`, { method });
    const location = `${github.apiUrl}/repositories/${id}${path}`;
    expect([answer.status, answer.headers.get("location")]).toEqual([status, location]);
    expect(await answer.json()).toMatchObject({ message, url: location });
  });

  test("accepts redirected writes", async () => {
    const events: string[] = [];
    const stop = github.onEvent(({ repository }) => events.push(repository.fullName));
    const answer = await ask("/repos/acme/releases/dispatches", {
      method: "POST",
      redirect: "follow",
      body: '{"event_type":"x"}',
    });
    stop();
    expect([answer.status, events]).toEqual([204, ["acme/channels"]]);
  });

  test("may have its former name again, and no other repository's", async () => {
    github.renameRepository("acme/channels", "releases");
    expect((await ask("/repos/acme/releases")).status).toBe(200);
    expect((await ask("/repos/acme/channels")).status).toBe(301);
    expect(() => github.renameRepository("acme/other", "channels")).toThrow(
      'acme/other cannot be renamed to "acme/channels"',
    );
    github.renameRepository("acme/releases", "channels");
    expect((await ask("/repos/acme/channels")).status).toBe(200);
  });

  test("is hidden from those who may not see it, and other names are not redirected", async () => {
    const other = tokenFor(github, ["acme/other"], { contents: "write" });
    const { status } = await send(`${github.apiUrl}/repos/acme/releases`, { token: other });
    expect(status).toBe(404);
    expect((await send(`${github.apiUrl}/repos/acme/other`, { token: other })).status).toBe(200);
    expect((await send(`${github.apiUrl}/repositories/1`, { token })).status).toBe(501);
  });

  test("is the same repository to queries by its old name", async () => {
    const query = 'query { repository(owner: "acme", name: "releases") { nameWithOwner databaseId } }';
    const { json } = await send(github.graphqlUrl, { token, body: { query } });
    expect(json).toEqual({ data: { repository: { nameWithOwner: "acme/channels", databaseId: id } } });
  });

  test("reserves its name, and its former one until somebody takes it", async () => {
    expect(() => github.renameRepository("acme/other", "Channels")).toThrow("cannot be renamed");
    const taken = await github.createRepository("acme/releases", { files: { "README.md": "another" } });
    const { status, json } = await send(`${github.apiUrl}/repos/acme/releases`, { token });
    expect([status, json]).toMatchObject([200, { id: taken.id, full_name: "acme/releases" }]);
    expect([taken.id === id, taken.gitDir === github.repository("acme/channels").gitDir]).toEqual([
      false,
      false,
    ]);
  });
});

test("a transferred repository is found by its old name, but only by the new account's installation", async () => {
  const { id: moved } = await github.createRepository("acme/shop", { private: true, files: { a: "b" } });
  const app = await github.createApp({ slug: "bot", permissions: { statuses: "write" } });
  github.installApp(app, "acme");
  const [, theirs] = ["acme", "globex"].map((account) =>
    account === "acme" ? undefined : github.installApp(app, account),
  );
  expect(github.transferRepository("acme/shop", "globex")).toMatchObject({
    id: moved,
    fullName: "globex/shop",
  });
  const jwt = await appJwt(app);
  const { status, json } = await send(`${github.apiUrl}/repos/acme/shop/installation`, { token: jwt });
  expect([status, json]).toMatchObject([200, { id: theirs?.id, account: { login: "globex" } }]);
});
