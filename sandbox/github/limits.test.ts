import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../http/testing.ts";
import { testGitHub, tokenFor, type TestGitHub } from "./testing.ts";

let github: TestGitHub;
let token: string;
let now = new Date("2026-11-21T02:00:00Z");

beforeAll(async () => {
  github = await testGitHub({ clock: () => now });
  await github.createRepository("acme/releases", { files: { a: "1" } });
});
beforeEach(() => {
  now = new Date(now.getTime() + 24 * 3_600_000);
  token = tokenFor(github, ["acme/releases"], { contents: "write" });
  github.limit({});
});
afterAll(() => github.stop());

const read = (): Promise<TestAnswer> => send(`${github.apiUrl}/repos/acme/releases`, { token });
const dispatch = (): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/dispatches`, { token, body: { event_type: "x" } });
const pass = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000);
};

test("requests an hour, counted for each user and reported in headers", async () => {
  github.limit({ requestsPerHour: 2 });
  const first = await read();
  expect(first.headers.get("x-ratelimit-limit")).toBe("2");
  expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
  expect((await read()).headers.get("x-ratelimit-remaining")).toBe("0");
  const spent = await read();
  expect(spent.status).toBe(403);
  expect(spent.json.message).toMatch(
    /^API rate limit exceeded for user ID \d+\. If you reach out to GitHub Support/,
  );
  expect(spent.headers.get("x-ratelimit-remaining")).toBe("0");
  const reset = Number(spent.headers.get("x-ratelimit-reset"));
  expect(reset).toBe(now.getTime() / 1000 + 3600);
  const asks = async (by: string): Promise<number> =>
    (await send(`${github.apiUrl}/repos/acme/releases`, { token: by })).status;
  expect(await asks(tokenFor(github, ["acme/releases"], {}))).toBe(403);
  expect(await asks(tokenFor(github, ["acme/releases"], {}, "actions"))).toBe(200);
  pass(3600);
  expect((await read()).status).toBe(200);
});

test("GraphQL has a budget of its own, and says 200 when it is spent", async () => {
  github.limit({ requestsPerHour: 1 });
  const ask = (): Promise<TestAnswer> =>
    send(github.graphqlUrl, { token, body: { query: "{ viewer { login } }" } });
  expect((await read()).status).toBe(200);
  expect((await ask()).json.data.viewer.login).toBe("octocat");
  const spent = await ask();
  expect(spent.status).toBe(200);
  expect(spent.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(spent.json.errors[0]).toMatchObject({ type: "RATE_LIMIT", code: "graphql_rate_limit" });
});

test("rate_limit says what is left, and costs nothing", async () => {
  github.limit({ requestsPerHour: 10 });
  await read();
  for (let n = 0; n < 3; n += 1) await send(`${github.apiUrl}/rate_limit`, { token });
  const { json } = await send(`${github.apiUrl}/rate_limit`, { token });
  expect(json.resources.core).toMatchObject({ limit: 10, used: 1, remaining: 9 });
  expect(json.resources.graphql).toMatchObject({ limit: 10, used: 0, remaining: 10 });
});

test("content a minute, counted for each actor", async () => {
  github.limit({ contentPerMinute: 2 });
  expect((await dispatch()).status).toBe(204);
  pass(20);
  expect((await dispatch()).status).toBe(204);
  const { status, headers, json } = await dispatch();
  expect([status, headers.get("retry-after")]).toEqual([403, "40"]);
  expect(json.message).toContain("secondary rate limit");
  expect((await read()).status).toBe(200);
  pass(41);
  expect((await dispatch()).status).toBe(204);
});

test("content an hour, besides what a minute allows", async () => {
  github.limit({ contentPerMinute: 2, contentPerHour: 3 });
  for (const wait of [0, 0, 61]) {
    pass(wait);
    expect((await dispatch()).status).toBe(204);
  }
  pass(61);
  const { status, headers } = await dispatch();
  expect([status, headers.get("retry-after")]).toEqual([403, String(3600 - 122)]);
  pass(3600 - 121);
  expect((await dispatch()).status).toBe(204);
});

test("requests at once", async () => {
  github.limit({ concurrent: 3 });
  github.inject({ operation: "repos/get", fault: { kind: "delay", ms: 200 }, times: 3 });
  const answers = await Promise.all(Array.from({ length: 5 }, read));
  const refused = answers.filter(({ status }) => status === 403);
  expect(refused.map(({ headers }) => headers.get("retry-after"))).toEqual(["60", "60"]);
  expect((await read()).status).toBe(200);
});

test("nothing is enforced unless requested", async () => {
  const bot = tokenFor(github, ["acme/releases"], {}, "actions");
  const { headers } = await send(`${github.apiUrl}/repos/acme/releases`, { token: bot });
  expect(headers.get("x-ratelimit-limit")).toBe("1000");
});
