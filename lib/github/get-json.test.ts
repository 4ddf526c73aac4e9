import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GitHubFailure } from "./failure/failure.ts";
import { getJson } from "./get-json.ts";

type Answer = (response: ServerResponse) => void;

let server: Server;
let url: string;
let asked: number;
let answers: readonly Answer[];
const told: string[] = [];

beforeAll(async () => {
  server = createServer((_request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
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
  told.length = 0;
});

const status =
  (code: number, body = ""): Answer =>
  (response) =>
    response.writeHead(code).end(body);
const hang: Answer = () => {};
const drop: Answer = (response) => response.socket?.destroy();

function ask(patience: number, ...all: readonly Answer[]): Promise<number> {
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
  expect(await ask(1000, status(200, '{"n":1}'))).toBe(1);
  expect(told).toEqual([]);
});

test("asks again after what passes, and tells each wait", async () => {
  expect(await ask(9000, status(503), drop, status(200, "<html>"), status(200, '{"n":2}'))).toBe(2);
  expect(asked).toBe(4);
  expect(told).toEqual([
    expect.stringMatching(/^Waiting \d\.\d s: no usable answer \(http:.+\/keys answered 503\)\.$/),
    expect.stringMatching(
      /^Waiting \d\.\d s: no usable answer \(http:.+\/keys gave no usable answer: .+\)\.$/,
    ),
    expect.stringMatching(
      /^Waiting \d\.\d s: no usable answer \(.+\/keys gave no usable answer: .*JSON.*\)\.$/,
    ),
  ]);
});

test.each<[string, Answer, number, RegExp]>([
  ["a status that stays", status(403), 1, /\/keys answered 403 \(1 attempt\)$/],
  ["a redirect", status(302), 1, /\/keys answered 302 \(1 attempt\)$/],
  ["a status that would pass, but not in time", status(503), 2, /\/keys answered 503 \(\d attempts\)$/],
  ["an answer that never comes", hang, 1, /aborted due to timeout \(1 attempt\)$/],
  ["an answer without what is wanted", status(200, "{}"), 2, /there is no n in it \(\d attempts\)$/],
])("gives up on %s", async (_name, answer, attempts, message) => {
  const start = performance.now();
  const failure = ask(1500, answer);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toBeInstanceOf(GitHubFailure);
  expect(asked).toBeGreaterThanOrEqual(attempts);
  expect(performance.now() - start).toBeLessThan(10_000);
});
