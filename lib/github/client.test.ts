import { describe, expect, test } from "@jest/globals";
import { createClient, timedFetch, timeLimit } from "./client.ts";
import { sendRepositoryDispatch } from "./repository-dispatch.ts";
import { parseRepositoryName, repositoryNamed, sameRepository } from "./repository.ts";
import { answering } from "./testing/answering.ts";

test.each([
  ["ghs_ab\n", "a line break"],
  ["ghs_ab\rc", "a line break"],
  ["ghs ab", "a space"],
  ["ghs_a\u00A0b", "a space"],
  ["ghs_a\u200Bb", "an invisible or non-ASCII character"],
  ["ghs_ä", "an invisible or non-ASCII character"],
  ["ghs_a\u007F", "an invisible or non-ASCII character"],
])("the token %j is not sent", (token, found) => {
  const { session } = answering([]);
  const failure = { code: "bad-token-characters", found, tokenLabel: "the token" };
  expect(() => createClient(session, { token, tokenLabel: "the token" })).toThrow(
    expect.objectContaining({ failure }),
  );
});

test("every visible ASCII character may be in a token", () => {
  const token = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("");
  expect(() => createClient(answering([]).session, { token, tokenLabel: "x" })).not.toThrow();
});

test("JSON that was cut off is no answer; no content, a file and a refusal are", async () => {
  const cut = { text: '{"id":' };
  const { repository } = answering([cut, { status: 204 }, cut, { status: 404, json: {} }, { text: "" }]);
  const { client } = repository;
  await expect(client.request("GET /user")).rejects.toThrow("GitHub's answer was incomplete");
  expect((await client.request("DELETE /installation/token")).status).toBe(204);
  const raw = { ...repository.name, path: "a", mediaType: { format: "raw" } };
  expect((await client.request("GET /repos/{owner}/{repo}/contents/{path}", raw)).data).toBe('{"id":');
  await expect(client.request("GET /user")).rejects.toMatchObject({ status: 404 });
  await expect(client.request("GET /user")).rejects.toThrow("GitHub's answer was incomplete");
});

test("a request that its caller gives up ends", async () => {
  const signal = AbortSignal.abort("enough");
  let seen: AbortSignal | null | undefined;
  const send = timedFetch(async (_url, options) => {
    seen = options?.signal;
    return new Response();
  }, Date.now() + 3_600_000);
  await send("https://api.github.com", { signal, method: "POST" });
  expect(seen?.aborted).toBe(true);
  await send("https://api.github.com");
  expect(seen?.aborted).toBe(false);
});

test.each([
  ["a request's own limit, with time to spare", 3_600_000, 5_000, 5_000],
  ["what is left until the deadline", 3_000, 5_000, 3_000],
  ["a second, at the deadline and after it", -10_000, 5_000, 1_000],
  ["its own limit, where that is less than a second", -10_000, 500, 500],
])("a request may take %s", (_what, left, longest, expected) => {
  expect(timeLimit(left, longest)).toBe(expected);
});

test("a request that takes longer than it may ends", async () => {
  const hanging: typeof fetch = (_url, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => reject(options.signal?.reason));
    });
  const send = timedFetch(hanging, Date.now() + 3_600_000, 1);
  await expect(send("https://api.github.com")).rejects.toMatchObject({ name: "TimeoutError" });
});

describe("a repository's name", () => {
  test.each([
    ["acme/my-app", true],
    ["a/b", true],
    ["acme_corp/My.App_2", true],
    [`${"a".repeat(99)}/${"b".repeat(100)}`, true],
    [`${"a".repeat(100)}/b`, false],
    [`a/${"b".repeat(101)}`, false],
    ["-acme/my-app", false],
    ["acme", false],
    ["acme/", false],
    ["/my-app", false],
    ["acme/my app", false],
    ["acme/my-app/x", false],
    ["acme/my-app\n", false],
    ["ac.me/my-app", false],
    ["acme/my-app.git", false],
    ["acme/my-app.Git", false],
    ["acme/my.git-app", true],
  ])("%j is one: %s", (text, isOne) => {
    const [owner, repo] = text.split("/");
    expect(parseRepositoryName(text)).toEqual(isOne ? { owner, repo } : undefined);
    if (!isOne) expect(() => repositoryNamed(text)).toThrow("owner/name is expected");
  });

  test("is the same in any case, and nobody's is nobody's", () => {
    expect(sameRepository("Acme/My-App", "acme/my-app")).toBe(true);
    expect(sameRepository("acme/my-app", "acme/my-app-2")).toBe(false);
    expect(sameRepository(undefined, "undefined")).toBe(false);
  });
});

test("a dispatch goes to no former name, and says the present one", async () => {
  const moved = {
    status: 307,
    json: {},
    headers: { location: "https://api.github.com/repositories/1/dispatches" },
  };
  const { repository, asked } = answering([{ status: 204 }, moved, { json: { full_name: "acme/new" } }]);
  const dispatch = { eventType: "release", payload: { a: 1 } };
  expect(await sendRepositoryDispatch(repository, dispatch)).toBeUndefined();
  expect(await sendRepositoryDispatch(repository, dispatch)).toEqual({ owner: "acme", repo: "new" });
  const body = { event_type: "release", client_payload: { a: 1 } };
  expect(asked).toEqual([
    { method: "POST", path: "/repos/acme/my-app/dispatches", body },
    { method: "POST", path: "/repos/acme/my-app/dispatches", body },
    { method: "GET", path: "/repos/acme/my-app", body: undefined },
  ]);
});
