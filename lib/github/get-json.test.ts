import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { GitHubFailure } from "./failure/failure.ts";
import { getJson } from "./get-json.ts";

type Responder = (response: ServerResponse) => void;

/** Until the deadline, in milliseconds: more than any machine takes. */
const PATIENCE = 600_000;

let server: Server;
let url: string;
let asked: number;
let answers: readonly Responder[];
const told: string[] = [];
/** How far the clock is put on with each answer, in milliseconds. */
let pace: number;

beforeAll(async () => {
  server = createServer((_request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    const now = Date.now() + pace;
    if (pace > 0) jest.spyOn(Date, "now").mockReturnValue(now);
    answer?.(response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = 0;
  pace = 0;
  told.length = 0;
});

afterEach(() => void jest.restoreAllMocks());

const status =
  (code: number, body = ""): Responder =>
  (response) =>
    response.writeHead(code).end(body);
const hang: Responder = () => {};
const drop: Responder = (response) => response.socket?.destroy();

function ask(patience: number, ...all: readonly Responder[]): Promise<number> {
  answers = all;
  const session = {
    connection: { apiUrl: "", userAgent: "test", fetch },
    deadline: Date.now() + patience,
    log: { debug: () => {}, info: (line: string) => told.push(line), warning: () => {}, mask: () => {} },
  };
  const read = (json: unknown): number => {
    const { n } = json as { readonly n?: number };
    if (n === undefined) throw new Error("there is no n in it");
    return n;
  };
  return getJson(session, { url: `${url}?secret=1`, read });
}

test("reads what was answered", async () => {
  expect(await ask(PATIENCE, status(200, '{"n":1}'))).toBe(1);
  expect(told).toEqual([]);
});

test("asks again after what passes, and tells each wait", async () => {
  expect(
    await ask(PATIENCE, status(503), status(429), drop, status(200, "<html>"), status(200, '{"n":2}')),
  ).toBe(2);
  expect(asked).toBe(5);
  expect(told).toEqual([
    expect.stringMatching(/^Waiting \d\.\d s: no usable answer \(http:.+\/keys answered 503\)\.$/),
    expect.stringMatching(/^Waiting \d\.\d s: no usable answer \(http:.+\/keys answered 429\)\.$/),
    expect.stringMatching(
      /^Waiting \d\.\d s: no usable answer \(http:.+\/keys gave no usable answer: .+\)\.$/,
    ),
    expect.stringMatching(
      /^Waiting \d\.\d s: no usable answer \(.+\/keys gave no usable answer: .*JSON.*\)\.$/,
    ),
  ]);
});

test("gives up at once on a status that stays", async () => {
  const failure = ask(PATIENCE, status(403));
  await expect(failure).rejects.toThrow(/\/keys answered 403 \(1 attempt\)$/);
  await expect(failure).rejects.toBeInstanceOf(GitHubFailure);
  expect(asked).toBe(1);
});

test.each([301, 302, 303, 307, 308])("follows no %d, whatever waits at its end", async (code) => {
  const redirect: Responder = (response) => response.writeHead(code, { location: "/other" }).end();
  const failure = ask(PATIENCE, redirect, status(200, '{"n":1}'));
  await expect(failure).rejects.toThrow(`/keys answered ${code} (1 attempt)`);
  await expect(failure).rejects.toBeInstanceOf(GitHubFailure);
  expect(asked).toBe(1);
});

test.each<[string, Responder, RegExp]>([
  ["a status that would pass", status(503), /\/keys answered 503 \(2 attempts\)$/],
  ["an answer without what is wanted", status(200, "{}"), /there is no n in it \(2 attempts\)$/],
])("gives up when the deadline comes on %s", async (_name, answer, message) => {
  pace = PATIENCE * 0.6;
  const failure = ask(PATIENCE, answer);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toBeInstanceOf(GitHubFailure);
  expect(asked).toBe(2);
});

test("gives up when the deadline comes on an answer that never does", async () => {
  const failure = ask(1500, hang);
  await expect(failure).rejects.toThrow(/aborted due to timeout \(1 attempt\)$/);
  await expect(failure).rejects.toBeInstanceOf(GitHubFailure);
});
