import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let events: WorkflowEvent[] = [];

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/releases", { defaultBranch: "trunk", files: { a: "1" } });
  token = tokenFor(github, ["acme/releases"], { contents: "write" }, "actions");
  github.onEvent((event) => events.push(event));
});
beforeEach(() => {
  events = [];
});
afterAll(() => github.stop());

const dispatch = (body: unknown): ReturnType<typeof send> =>
  send(`${github.apiUrl}/repos/acme/releases/dispatches`, { token, body });

/** A payload whose JSON is exactly this long. */
const payloadOf = (bytes: number): unknown => ({ a: "x".repeat(bytes - '{"a":""}'.length) });
/** Of characters with three bytes each, as far as they fit. */
const wideOf = (bytes: number): unknown => {
  const free = bytes - '{"a":""}'.length;
  return { a: "→".repeat(Math.floor(free / 3)) + "x".repeat(free % 3) };
};
const properties = (count: number): unknown =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, at]));

test("tells workflows of it, also when a job's own token asks", async () => {
  const { status, text } = await dispatch({ event_type: "update", client_payload: { container: "my-app" } });
  expect([status, text]).toEqual([204, ""]);
  const head = await send(`${github.apiUrl}/repos/acme/releases/git/ref/heads/trunk`, { token });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    name: "repository_dispatch",
    ref: "refs/heads/trunk",
    sha: head.json.object.sha,
    actor: "github-actions[bot]",
    payload: {
      action: "update",
      branch: "trunk",
      client_payload: { container: "my-app" },
      repository: { full_name: "acme/releases", default_branch: "trunk" },
      sender: { login: "github-actions[bot]", type: "Bot" },
    },
  });
});

test.each([
  ["10 properties", { event_type: "x", client_payload: properties(10) }],
  ["a payload of 65,535 bytes", { event_type: "x", client_payload: payloadOf(65_535) }],
  ["a payload of 65,535 bytes in fewer characters", { event_type: "x", client_payload: wideOf(65_535) }],
  ["an event type of 100 characters", { event_type: "x".repeat(100) }],
  ["no payload", { event_type: "x" }],
])("accepts %s", async (_, body) => {
  expect((await dispatch(body)).status).toBe(204);
  expect(events).toHaveLength(1);
});

test.each([
  [
    "11 properties",
    { event_type: "x", client_payload: properties(11) },
    "Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.",
  ],
  [
    "a payload of 65,536 bytes",
    { event_type: "x", client_payload: payloadOf(65_536) },
    "client_payload is too large.",
  ],
  [
    "a payload of 65,536 bytes in fewer characters",
    { event_type: "x", client_payload: wideOf(65_536) },
    "client_payload is too large.",
  ],
  ["no event type", { client_payload: {} }, `Invalid request.\n\n"event_type" wasn't supplied.`],
  [
    "keys that are not GitHub's",
    { id: 1, action: "x" },
    `Invalid request.\n\n"action", "id" are not permitted keys.\n"event_type" wasn't supplied.`,
  ],
  [
    "a payload that is a string",
    { event_type: "x", client_payload: "{}" },
    `Invalid request.\n\nFor 'properties/client_payload', "{}" is not an object.`,
  ],
  [
    "an event type that is empty",
    { event_type: "" },
    "Invalid request.\n\nAt least 1 character is required; only 0 were supplied.",
  ],
  [
    "an event type of 101 characters",
    { event_type: "x".repeat(101) },
    "Invalid request.\n\nOnly 100 characters are allowed; 101 were supplied.",
  ],
  ["a list", [], "Invalid request.\n\nFor 'links/0/schema', [] is not an object."],
  ["no body", undefined, "Invalid request.\n\nFor 'links/0/schema', nil is not an object."],
])("refuses %s with 422", async (_, body, message) => {
  const answer = await send(`${github.apiUrl}/repos/acme/releases/dispatches`, {
    token,
    method: "POST",
    body,
  });
  expect(answer.status).toBe(422);
  expect(answer.json).toEqual({
    message,
    documentation_url: "https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event",
    status: "422",
  });
  expect(events).toEqual([]);
});

test("refuses what is no JSON with 400", async () => {
  const { status, json } = await dispatch("{");
  expect([status, json.message]).toEqual([400, "Problems parsing JSON"]);
});
