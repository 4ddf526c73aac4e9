import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { testGitHub, type TestGitHub } from "@release-channels/sandbox";
import { decodeJwt } from "jose";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";

const SHA = "1a2b3c4d".repeat(5);
const ID = "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11";
const request = (state: string, more: object = {}): object => ({
  id: ID,
  state,
  has_ended: ["succeeded", "failed", "held", "superseded"].includes(state),
  ...more,
});

/** What was sent to the server. */
interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Reply = (response: ServerResponse) => void;

/** A server in the deploy server's place, which says what a test has it say: its own answers, and those of others. */
let server: ReturnType<typeof createServer>;
let address: string;
let github: TestGitHub;
const arrivals: Arrival[] = [];
const replies: Reply[] = [];

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/my-app", { private: true });
  server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { method = "", url = "", headers } = message;
      arrivals.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      (reply ?? json(500, {}))(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  arrivals.length = 0;
  replies.length = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await github.stop();
});

const json =
  (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
const html =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
    response.end("<title>::error::Sign in</title>");
  };
const cutOff: Reply = (response) => response.socket?.destroy();

const run = (inputs: Readonly<Record<string, string>> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({
    action: "actions/deploy",
    github,
    repository: "acme/my-app",
    event: { name: "push", payload: {} },
    idToken: true,
    runId: 42,
    ...step,
    inputs: { server: address, config: "my-app", channel: "dev", "artifact-sha": SHA, ...inputs },
  });
const said = ({ annotations }: StepResult): string => annotations.map(({ message }) => message).join("\n");
const stateLines = ({ log }: StepResult): readonly string[] =>
  log.split("\n").filter((line) => line.startsWith("my-app → dev"));

describe("a deploy that gets live", () => {
  test("is asked for once, told state by state, and summed up", async () => {
    replies.push(
      json(201, request("received")),
      json(200, request("progressing", { progress: "synced 4 of 7" })),
      json(200, request("progressing", { progress: "synced 4 of 7" })),
      json(
        200,
        request("succeeded", { from: { text: "main-0000000" }, to: { text: "main-1a2b3c4" }, commit: SHA }),
      ),
    );
    const result = await run({ "config-sha": "f".repeat(40), why: "a <trial>" });
    expect([result.exitCode, result.annotations]).toEqual([0, []]);
    expect(result.outputs).toEqual({
      "request-id": ID,
      url: `${address}/requests/${ID}`,
      state: "succeeded",
      commit: SHA,
    });
    expect(stateLines(result)).toEqual([
      "my-app → dev: received",
      "my-app → dev: progressing: synced 4 of 7",
      "my-app → dev: succeeded",
    ]);
    for (const part of ["Deployed", "main-0000000", "main-1a2b3c4", "1a2b3c4", `/requests/${ID}`])
      expect(result.summary).toContain(part);
    const [asked, ...looks] = arrivals;
    expect(asked).toMatchObject({ method: "POST", url: "/v1/requests" });
    expect(JSON.parse(asked?.body ?? "")).toEqual({
      config: "my-app",
      channel: "dev",
      artifact_sha: SHA,
      config_sha: "f".repeat(40),
      why: "a <trial>",
    });
    expect(looks.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array(3).fill(`GET /v1/requests/${ID}`),
    );
    const token = asked?.headers.authorization?.replace("Bearer ", "") ?? "";
    expect(decodeJwt(token)).toMatchObject({ aud: address, repository: "acme/my-app", run_id: "42" });
    expect(result.masked).toContain(token);
    expect(result.log.split(token)).toHaveLength(2);
  });

  test("has one key for one attempt, and another for each re-run and each wish", async () => {
    replies.push(json(201, request("succeeded")));
    await run();
    await run();
    await run({}, { runAttempt: 2 });
    await run({ channel: "qa" });
    const keys = arrivals.map(({ headers }) => String(headers["idempotency-key"]));
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  test("is waited for while a person has to confirm it, and they are told where", async () => {
    replies.push(
      json(201, request("awaiting confirmation")),
      json(200, request("queued")),
      json(200, request("succeeded")),
    );
    const result = await run();
    expect([result.exitCode, said(result)]).toEqual([
      0,
      `Somebody has to confirm it: ${address}/requests/${ID}`,
    ]);
  });

  test("is found again after answers that were lost, with the same key", async () => {
    replies.push(
      cutOff,
      json(503, { detail: "The store cannot be asked now." }),
      json(200, request("succeeded")),
    );
    const result = await run();
    expect([result.exitCode, arrivals.length]).toEqual([0, 3]);
    expect(new Set(arrivals.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(result.log).toContain(`${address} did not answer`);
    expect(result.log).toContain("The store cannot be asked now");
  });

  test("is asked for again when the server says so, and not before", async () => {
    replies.push(
      json(429, { detail: "Too many tokens." }, { "retry-after": "2" }),
      json(201, request("succeeded")),
    );
    const begun = performance.now();
    expect((await run()).exitCode).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(2_000);
  });

  test("goes on with a new token where the server's clock is ahead", async () => {
    replies.push(
      json(201, request("queued")),
      json(401, { detail: "The OIDC token is refused: claim exp." }),
      json(200, request("succeeded")),
    );
    expect((await run()).exitCode).toBe(0);
    const tokens = arrivals.map(({ headers }) => headers.authorization);
    expect([tokens[0] === tokens[1], tokens[1] === tokens[2]]).toEqual([true, false]);
  });
});

describe("a deploy that ends otherwise fails the step, and says what to do:", () => {
  test.each<[string, object, string]>([
    [
      "failed",
      { reason: { code: "degraded", message: "CrashLoopBackOff in my-app-7f\n::error::x" } },
      "my-app → dev: failed: CrashLoopBackOff in my-app-7f ::error::x. Roll back there, or mend it and run the job again.",
    ],
    [
      "held",
      { reason: { code: "held", message: "a freeze until 15:00." } },
      "my-app → dev: held: a freeze until 15:00. Run the job again when that has ended.",
    ],
    ["superseded", {}, "my-app → dev: superseded. Something newer is deployed instead"],
    ["timed out", {}, "my-app → dev: timed out. It may still get there"],
  ])("%s", async (state, more, says) => {
    replies.push(json(201, request(state, more)));
    const result = await run();
    expect([result.exitCode, result.outputs["state"], result.annotations.length]).toEqual([1, state, 1]);
    expect(said(result)).toContain(says);
    expect(said(result)).toContain(`${address}/requests/${ID} shows each step.`);
    expect(result.summary).toContain("Not deployed");
    expect(result.log).not.toMatch(/^::error::x/m);
  });

  test("no word in time", async () => {
    replies.push(json(201, request("progressing")));
    const result = await run({ wait: "3s" });
    expect([result.exitCode, result.outputs["state"]]).toEqual([1, "progressing"]);
    expect(said(result)).toContain(
      `my-app → dev: progressing, when the time of the input wait was over. The deploy goes on: follow it at ${address}/requests/${ID}`,
    );
    expect(result.summary).toContain("Asked for, and not over yet");
  });
});

describe("an answer that is none fails the step, and says what to do:", () => {
  test.each<[string, Reply, string]>([
    ["the server refuses", json(403, { detail: "This token may see." }), "answered: This token may see."],
    [
      "the name is not known",
      json(404, { detail: "There is no config my-ap; did you mean my-app?" }),
      "answered: There is no config my-ap; did you mean my-app?",
    ],
    ["the key was used", json(409, { detail: "Idempotency-Key was used." }), "Idempotency-Key was used."],
    ["nothing fits", json(422, { detail: "settings has no artifact." }), "settings has no artifact."],
    [
      "the audience is another",
      json(401, { detail: "The OIDC token is refused: claim aud." }),
      "Set the input server to exactly what the deploy server has as PUBLIC_URL.",
    ],
    [
      "a redirect, which would get the token",
      (response) => response.writeHead(307, { location: "https://elsewhere.example/" }).end(),
      "redirects to https://elsewhere.example/, and the job's token is not sent there",
    ],
    ["a sign-in page", html(200), "answered 200 with text/html. That is no deploy server's answer"],
    ["a firewall", html(403), "answered 403 with text/html. That is no deploy server's answer"],
    ["another server", html(404), "check the input server, and that the server is up to date."],
    ["JSON of something else", json(200, { id: "x" }), "answered 200 with application/json."],
  ])("%s", async (_name, reply, says) => {
    replies.push(reply);
    const result = await run();
    expect([result.exitCode, arrivals.length, said(result)]).toEqual([1, 1, expect.stringContaining(says)]);
    expect(result.outputs).toEqual({ "request-id": "", url: "", state: "", commit: "" });
    expect(said(result)).toContain(address);
  });

  test("a proxy without a server behind it, for as long as there is time", async () => {
    replies.push(html(502));
    const result = await run({ wait: "3s" });
    expect(arrivals.length).toBeGreaterThan(1);
    expect([result.exitCode, said(result)]).toEqual([
      1,
      expect.stringMatching(
        /answered 502 with text\/html \(\d+ attempts?\), and the time for it is over\. Run the job again/,
      ),
    ]);
  });

  test("a server that hangs", async () => {
    replies.push(() => undefined);
    const result = await run({ wait: "2s" });
    expect([result.exitCode, said(result)]).toEqual([
      1,
      expect.stringContaining(`${address} did not answer`),
    ]);
  });
});

describe("a cancelled job", () => {
  test("leaves the deploy as it is, and says where to stop it", async () => {
    const cancel = new AbortController();
    replies.push(json(201, request("awaiting confirmation")), (response) => {
      json(200, request("awaiting confirmation"))(response);
      cancel.abort();
    });
    const result = await run({}, { cancel: cancel.signal });
    expect([result.exitCode, result.outputs["state"]]).toEqual([1, "awaiting confirmation"]);
    expect(said(result)).toContain(
      `my-app → dev: the job was cancelled, and the deploy goes on. Cancel or stop it at ${address}/requests/${ID}.`,
    );
    expect(result.summary).toContain("Cancelled");
    expect(arrivals.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

test("a job that may request no token is told what to add, and nothing is sent", async () => {
  const result = await run({}, { idToken: false });
  expect([result.exitCode, said(result)]).toEqual([
    1,
    expect.stringContaining("add id-token: write to its permissions"),
  ]);
  expect(arrivals).toEqual([]);
});
