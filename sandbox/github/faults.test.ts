import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Fault } from "../http/fault.ts";
import { Faults, seededRandom } from "../http/faults.ts";
import { send, type TestAnswer } from "../http/testing.ts";
import { runGit, testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;
let token: string;
let now = new Date("2026-11-21T02:00:00Z");
let dispatched = 0;

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  await github.createRepository("acme/releases", { files: { "db.json": "0" } });
  token = tokenFor(github, ["acme/releases"], { contents: "write" });
  github.onEvent(({ name }) => {
    if (name === "repository_dispatch") dispatched += 1;
  });
});
afterEach(() => {
  github.clearFaults();
  github.forgetRequests();
  dispatched = 0;
});
afterAll(() => github.stop());

const dispatch = (): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/dispatches`, { token, body: { event_type: "x" } });
const once = (fault: Fault, operation = "repos/create-dispatch-event"): void =>
  github.inject({ operation, fault, times: 1 });
const statuses = (): number[] => github.requests.map(({ status }) => status);

describe("a fault", () => {
  test("strikes the operation it names, as often as requested", async () => {
    github.inject({
      operation: "repos/create-dispatch-event",
      fault: { kind: "status", status: 503, headers: { "retry-after": "1" } },
      times: 2,
    });
    expect((await send(`${github.apiUrl}/repos/acme/releases`, { token })).status).toBe(200);
    const first = await dispatch();
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(first.json.message).toContain("No server is currently available");
    expect((await dispatch()).status).toBe(503);
    expect((await dispatch()).status).toBe(204);
    expect(dispatched).toBe(1);
  });

  test("before the write: the socket closes and nothing happens", async () => {
    once({ kind: "drop", when: "before" });
    await expect(dispatch()).rejects.toThrow("fetch failed");
    expect([dispatched, statuses()]).toEqual([0, [0]]);
  });

  test("after the write: the socket closes, but the write happens", async () => {
    once({ kind: "drop", when: "after" });
    await expect(dispatch()).rejects.toThrow("fetch failed");
    expect([dispatched, statuses()]).toEqual([1, [0]]);
  });

  test("after the write: another status is answered", async () => {
    once({ kind: "status-after", status: 502 });
    expect((await dispatch()).status).toBe(502);
    expect(dispatched).toBe(1);
  });

  test("delays an answer", async () => {
    once({ kind: "delay", ms: 150 });
    const start = performance.now();
    expect((await dispatch()).status).toBe(204);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  test("never answers", async () => {
    once({ kind: "hang" });
    const hanging = fetch(`${github.apiUrl}/repos/acme/releases/dispatches`, {
      method: "POST",
      body: "{}",
      headers: { authorization: `token ${token}` },
      signal: AbortSignal.timeout(200),
    });
    await expect(hanging).rejects.toThrow("aborted due to timeout");
    expect([dispatched, statuses()]).toEqual([0, [0]]);
  });

  test("cuts the answer short after the write", async () => {
    once({ kind: "cut" }, "repos/create-or-update-file-contents");
    const url = `${github.apiUrl}/repos/acme/releases/contents/cut`;
    const answer = await fetch(url, {
      method: "PUT",
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ message: "m", content: "" }),
    });
    expect(answer.status).toBe(201);
    await expect(answer.text()).rejects.toThrow("terminated");
    expect((await send(url, { token })).status).toBe(200);
  });

  test("is a secondary limit", async () => {
    once({ kind: "secondary-limit", retryAfterSeconds: 7 }, "*");
    const { status, headers, json } = await dispatch();
    expect([status, headers.get("retry-after")]).toEqual([403, "7"]);
    expect(json.message).toMatch(/^You have exceeded a secondary rate limit\. Please wait a few minutes/);
    expect(json.documentation_url).toContain("about-secondary-rate-limits");
    expect(dispatched).toBe(0);
  });

  test("strikes GraphQL by the operation's name, and git by its service", async () => {
    once({ kind: "status", status: 502 }, "graphql:Who");
    const ask = (query: string): Promise<TestAnswer> => send(github.graphqlUrl, { token, body: { query } });
    expect((await ask("query Other { viewer { login } }")).status).toBe(200);
    expect((await ask("query Who { viewer { login } }")).status).toBe(502);
    once({ kind: "status", status: 500 }, "git:upload-pack");
    const clone = runGit(github.directory, "clone", `${github.url}/acme/releases.git`, "never");
    await expect(clone).rejects.toThrow("500");
  });
});

describe("a stale read", () => {
  test("shows refs and contents as they were, while writes see the real head", async () => {
    const before = (await send(`${github.apiUrl}/repos/acme/releases/git/ref/heads/main`, { token })).json;
    now = new Date("2026-11-21T02:00:10Z");
    const put = (content: string, sha?: string): Promise<TestAnswer> =>
      send(`${github.apiUrl}/repos/acme/releases/contents/db.json`, {
        token,
        method: "PUT",
        body: { message: "m", content, sha },
      });
    const stored = await send(`${github.apiUrl}/repos/acme/releases/contents/db.json`, { token });
    expect((await put("MQ==", stored.json.sha)).status).toBe(200);

    now = new Date("2026-11-21T02:00:15Z");
    github.inject({ operation: "*", fault: { kind: "stale-read", ms: 10_000 } });
    const ref = await send(`${github.apiUrl}/repos/acme/releases/git/ref/heads/main`, { token });
    expect(ref.json.object.sha).toBe(before.object.sha);
    const content = await send(`${github.apiUrl}/repos/acme/releases/contents/db.json`, { token });
    expect(content.json.sha).toBe(stored.json.sha);
    const query = `{ repository(owner: "acme", name: "releases") { defaultBranchRef { target { oid } } object(expression: "main:db.json") { ... on Blob { text } } } }`;
    const graphql = await send(github.graphqlUrl, { token, body: { query } });
    expect(graphql.json.data.repository).toEqual({
      defaultBranchRef: { target: { oid: before.object.sha } },
      object: { text: "0" },
    });
    expect((await put("Mg==", stored.json.sha)).status).toBe(409);

    now = new Date("2026-11-21T02:00:20Z");
    const later = await send(`${github.apiUrl}/repos/acme/releases/contents/db.json`, { token });
    expect(later.json.content).toBe("MQ==\n");
  });
});

describe("chance", () => {
  const struck = (seed: number): boolean[] => {
    const faults = new Faults(seededRandom(seed));
    faults.inject({ operation: "*", fault: { kind: "hang" }, chance: 0.3 });
    return Array.from({ length: 1000 }, () => faults.strike("repos/get") !== undefined);
  };

  test("is the same for the same seed", () => {
    expect(struck(7)).toEqual(struck(7));
    expect(struck(7)).not.toEqual(struck(8));
    expect(struck(7).filter(Boolean).length).toBeGreaterThan(250);
    expect(struck(7).filter(Boolean).length).toBeLessThan(350);
  });
});
