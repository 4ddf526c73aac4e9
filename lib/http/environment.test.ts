import { describe, expect, test } from "@jest/globals";
import { Environment, webAddress, wholeNumber } from "./environment.ts";
import { knows } from "./etag.ts";
import { Budget } from "./limits/budget.ts";
import { readLimits } from "./limits/limits.ts";
import { Parameters } from "./parameters.ts";
import { problemText } from "./problem.ts";
import { requestId } from "./request-id.ts";
import { RequestTimes } from "./request-times.ts";

test.each([
  ["0", 0],
  ["10", 10],
  ["007", 7],
  ["11", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e1", undefined],
  [" 1", undefined],
  ["", undefined],
  ["1234567890", undefined],
])("%j is the whole number from 0 to 10: %s", (text, number) => {
  expect(wholeNumber(text, 0, 10)).toBe(number);
  expect(wholeNumber("0", 1, 10)).toBeUndefined();
});

test.each([
  ["https://github.com", "https://github.com"],
  ["https://ghe.example.org/sub//", "https://ghe.example.org/sub"],
  ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
  ["ftp://github.com", undefined],
  ["github.com", undefined],
  ["https://github.com?a=1", undefined],
  ["https://github.com#a", undefined],
  ["https://ada@github.com", undefined],
  ["https://:pass@github.com", undefined],
])("%s is the web address %s", (text, address) => {
  expect(webAddress(text)).toBe(address);
});

describe("the environment", () => {
  const number = { preset: "5", parse: (text: string) => wholeNumber(text, 0, 9), allowed: "a digit" };
  test("has defaults for what is not set or empty, and says all that is wrong at once", () => {
    const env = new Environment({ A: "7", B: "", D: "x", E: "10" });
    expect(["A", "B", "C", "D", "E"].map((name) => env.read(name, number))).toEqual([7, 5, 5, 5, 5]);
    expect(() => env.check()).toThrow('D is "x", but must be a digit.\nE is "10", but must be a digit.');
    expect(() => new Environment({}).check()).not.toThrow();
  });

  test("limits clients together and each", () => {
    const defaults = readLimits(new Environment({ UNREAD_MIB: "4", EVENT_STREAMS: "1" }));
    expect(defaults).toEqual({
      connections: 2000,
      connectionsPerClient: 500,
      unreadBytes: 4 * 1024 * 1024,
      unreadBytesPerClient: 1024 * 1024,
      streams: 1,
      streamsPerClient: 100,
    });
    for (const wrong of [
      { UNREAD_MIB: "3" },
      { CONNECTIONS: "9" },
      { CONNECTIONS: "100001" },
      { EVENT_STREAMS: "0" },
    ]) {
      const env = new Environment(wrong);
      readLimits(env);
      expect(() => env.check()).toThrow("but must be a whole number from");
    }
  });
});

test.each([
  [undefined, false],
  ['"v1"', true],
  ['W/"v1"', true],
  ['"v0", "v1"', true],
  ["*", true],
  ['"v10"', false],
  ["v1", false],
  ['"v0","v2"', false],
  ["", false],
])("a client that has %s has version 1: %s", (header, has) => {
  expect(knows(header, '"v1"')).toBe(has);
});

describe("a budget", () => {
  test("is used up by one client, or by all, at its very limit", () => {
    const budget = new Budget(5, 3);
    budget.add("a", 2);
    expect(budget.exhausted("a")).toBeUndefined();
    budget.add("a", 1);
    expect([budget.exhausted("a"), budget.exhausted("b")]).toEqual(["client", undefined]);
    budget.add("b", 2);
    expect([budget.total, budget.exhausted("b"), budget.exhausted("a")]).toEqual([5, "server", "client"]);
    budget.add("a", -3);
    expect([budget.total, budget.exhausted("a"), budget.exhausted("b")]).toEqual([2, undefined, undefined]);
  });
});

test("parameters are what the schema says, or a mistake in it", () => {
  const parameters = new Parameters({ name: "", list: ["a", "b"], count: 0, mixed: ["a", 1] });
  expect([parameters.text("name"), parameters.optionalText("none"), parameters.integer("count")]).toEqual([
    "",
    undefined,
    0,
  ]);
  expect(parameters.texts("list")).toEqual(["a", "b"]);
  for (const wrong of [
    () => parameters.text("none"),
    () => parameters.optionalText("count"),
    () => parameters.texts("name"),
    () => parameters.texts("mixed"),
    () => parameters.integer("name"),
    () => new Parameters(undefined).text("name"),
  ])
    expect(wrong).toThrow("The schema allowed the parameter");
});

test("a caller's id is kept where it is safe in a log line, and new ones differ", () => {
  const legal = `${"aZ09_.:/=+-".repeat(11)}xxxxxxx`;
  expect(legal).toHaveLength(128);
  expect(requestId(legal)).toBe(legal);
  const made = [`${legal}x`, "a b", "a\n", "", ["a"], undefined].map((given) => requestId(given));
  expect(new Set(made).size).toBe(6);
  for (const id of made) expect(id).toMatch(/^[A-Za-z0-9_-]{12}-\d+$/);
});

test("a problem has its status in words, and errors where there are some", () => {
  const facts = { status: 404, detail: "x", request_id: "r" };
  expect(JSON.parse(problemText(facts))).toEqual({ type: "about:blank", title: "Not Found", ...facts });
  const errors = [{ path: "a", message: "b" }];
  expect(JSON.parse(problemText({ ...facts, status: 499, errors }))).toMatchObject({
    title: "Error",
    errors,
  });
});

test("requests are counted in the bucket of their bound and all above it, each route and status by itself", () => {
  const times = new RequestTimes("t");
  const get = { method: "GET", route: "/a", status: 200 };
  for (const seconds of [0.0005, 0.0006, 5, 6]) times.observe(get, seconds);
  times.observe({ ...get, status: 404 }, 1);
  const lines = times.text().split("\n");
  const count = (le: string, status = 200) =>
    lines
      .find((line) => line.startsWith(`t_bucket{le="${le}",method="GET",route="/a",status="${status}"}`))
      ?.split(" ")[1];
  expect(["0.0005", "0.001", "1", "5", "+Inf"].map((le) => count(le))).toEqual(["1", "2", "2", "3", "4"]);
  expect([count("0.25", 404), count("1", 404)]).toEqual(["0", "1"]);
  expect(lines).toContain('t_count{method="GET",route="/a",status="200"} 4');
  expect(lines).toContain('t_sum{method="GET",route="/a",status="404"} 1');
});
