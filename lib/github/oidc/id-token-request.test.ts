import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { audienceFor } from "./audience.ts";
import { requestIdToken } from "./id-token-request.ts";

test("a token is asked for the audience, whatever characters that has", async () => {
  const { session, asked } = answering([{ json: { value: "a.b.c" } }]);
  const source = { url: "https://pipelines.example/token?api-version=2", token: "runner" };
  expect(await requestIdToken(session, source, "acme/target#sha256-a&b")).toBe("a.b.c");
  expect(asked.map(({ path }) => path)).toEqual([
    "/token?api-version=2&audience=acme%2Ftarget%23sha256-a%26b",
  ]);
});

test.each([[null], ["a.b.c"], [{}], [{ value: "" }], [{ value: 1 }]])("%j is no token", async (json) => {
  const { session } = answering([{ json }]);
  const asking = requestIdToken(session, { url: "https://pipelines.example/token?a=1", token: "x" }, "y");
  await expect(asking).rejects.toThrow(
    "https://pipelines.example/token gave no usable answer: it contains no token",
  );
});

test("an audience is one repository's, for one content", () => {
  const audience = audienceFor({ owner: "Acme", repo: "Target" }, "content");
  expect(audience).toBe("acme/target#sha256-7XACtDnprIRfIjV9giusFERzD722AW0-yUMil7nsn3M");
  expect(audienceFor({ owner: "acme", repo: "target" }, "content")).toBe(audience);
  expect(audienceFor({ owner: "acme", repo: "target" }, "content ")).not.toBe(audience);
  expect(audienceFor({ owner: "acme", repo: "target2" }, "content")).not.toBe(audience);
});
