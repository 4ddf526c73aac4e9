import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/releases", {
    files: {
      "db/db.json": '{"version":1}\n',
      "db/ümlaut file.txt": "ä",
      "README.md": "hi",
      "exactly.bin": new Uint8Array(1024 * 1024),
      "large.bin": new Uint8Array(1024 * 1024 + 1),
    },
  });
  await github.createRepository("acme/empty");
  token = tokenFor(github, ["acme/releases", "acme/empty"], { contents: "write" });
});
afterAll(() => github.stop());

const get = (path: string, headers: Record<string, string> = {}): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/contents/${path}`, { token, headers });
const put = (path: string, body: unknown, repository = "releases"): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/${repository}/contents/${path}`, { token, method: "PUT", body });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("GET contents", () => {
  test("gives a file as base64 in lines", async () => {
    const { status, json } = await get("db/db.json?ref=main");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      type: "file",
      name: "db.json",
      path: "db/db.json",
      size: 14,
      encoding: "base64",
      content: "eyJ2ZXJzaW9uIjoxfQo=\n",
      html_url: `${github.url}/acme/releases/blob/main/db/db.json`,
    });
    expect((await send(json.download_url)).text).toBe('{"version":1}\n');
  });

  test("gives a file raw", async () => {
    const { headers, text } = await get("db/db.json", { accept: "application/vnd.github.raw+json" });
    expect(headers.get("content-type")).toBe("application/vnd.github.raw+json; charset=utf-8");
    expect(text).toBe('{"version":1}\n');
  });

  test("gives no content of a file above 1 MiB, except raw", async () => {
    expect((await get("exactly.bin")).json).toMatchObject({ encoding: "base64" });
    expect((await get("large.bin")).json).toMatchObject({ encoding: "none", content: "", size: 1_048_577 });
    const raw = await get("large.bin", { accept: "application/vnd.github.raw" });
    expect(raw.headers.get("content-length")).toBe("1048577");
  });

  test("lists a folder", async () => {
    const { json } = await get("db");
    expect(json.map(({ type, path, size }: Record<string, unknown>) => [type, path, size])).toEqual([
      ["file", "db/db.json", 14],
      ["file", "db/ümlaut file.txt", 2],
    ]);
    expect((await get("db/%C3%BCmlaut%20file.txt")).json.name).toBe("ümlaut file.txt");
  });

  test.each([
    ["db/none.json", "Not Found"],
    ["README.md/below", "Not Found"],
    ["db/db.json?ref=none", "No commit found for the ref none"],
    ["db/db.json?ref=main~1", "No commit found for the ref main~1"],
  ])("404 for %s", async (path, message) => {
    const { status, json } = await get(path);
    expect([status, json.message]).toEqual([404, message]);
  });

  test("404 in an empty repository", async () => {
    const { json } = await send(`${github.apiUrl}/repos/acme/empty/contents/a`, { token });
    expect(json.message).toBe("This repository is empty.");
  });
});

describe("PUT contents", () => {
  test("creates, then replaces a file, one commit each", async () => {
    const created = await put("new/file.txt", { message: "Add it", content: base64("one") });
    expect(created.status).toBe(201);
    expect(created.json.content).toMatchObject({ path: "new/file.txt", size: 3 });
    expect(created.json.commit).toMatchObject({
      message: "Add it",
      author: { name: "octocat", email: expect.stringMatching(/^\d+\+octocat@users\.noreply\.github\.com$/) },
    });
    const replaced = await put("new/file.txt", {
      message: "Change it",
      content: base64("two"),
      sha: created.json.content.sha,
      author: { name: "Mona", email: "mona@example.com", date: "2020-01-01T00:00:00Z" },
    });
    expect(replaced.status).toBe(200);
    expect(replaced.json.commit.parents[0].sha).toBe(created.json.commit.sha);
    expect(replaced.json.commit.author).toEqual({
      name: "Mona",
      email: "mona@example.com",
      date: "2020-01-01T00:00:00Z",
    });
    expect((await get("new/file.txt")).json.content).toBe(`${base64("two")}\n`);
  });

  test("creates the first commit of an empty repository", async () => {
    const first = await put("a.txt", { message: "First", content: base64("1") }, "empty");
    expect([first.status, first.json.commit.parents]).toEqual([201, []]);
  });

  test.each([
    [409, "README.md does not match deadbeef", "README.md", { sha: "deadbeef" }],
    [422, `Invalid request.\n\n"sha" wasn't supplied.`, "README.md", {}],
    [404, "Branch none not found", "README.md", { branch: "none", sha: "deadbeef" }],
    [422, "content is not valid Base64", "README.md", { content: "*" }],
    [422, `Invalid request.\n\n"email" wasn't supplied.`, "other.md", { author: { name: "Mona" } }],
  ])("%s: %s", async (status, message, path, change) => {
    const answer = await put(path, { message: "m", content: base64("x"), ...change });
    expect([answer.status, answer.json.message]).toEqual([status, message]);
  });

  test("of concurrent writers of different files, those who lose get 409 and leave nothing behind", async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => put(`race/${n}`, { message: `${n}`, content: base64(`${n}`) })),
    );
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status === 409);
    expect(won.length + lost.length).toBe(6);
    expect(lost.length).toBeGreaterThan(0);
    for (const { json } of lost)
      expect(json.message).toMatch(/^is at [0-9a-f]{40} but expected [0-9a-f]{40}$/);
    expect((await get("race")).json).toHaveLength(won.length);
  });
});
