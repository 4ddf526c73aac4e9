import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { isGivenToApp } from "./given-token.ts";

const APP = { clientId: "Iv1.a/b", clientSecret: "secret" };

test.each([
  [200, true],
  [404, false],
  [422, false],
  [401, "refused"],
  [403, "refused"],
  [499, "refused"],
  [500, "transient"],
  [503, "transient"],
])("GitHub's %i means %s", async (status, meaning) => {
  const { session, asked } = answering([{ status, json: {} }]);
  const found = isGivenToApp(session, APP, "gho_1");
  if (typeof meaning === "boolean") expect(await found).toBe(meaning);
  else await expect(found).rejects.toMatchObject({ failure: { code: meaning } });
  const path = "/applications/Iv1.a%2Fb/token";
  expect(asked).toEqual([{ method: "POST", path, body: { access_token: "gho_1" } }]);
});

test("the App proves itself with its secret, and an answer that does not come may come later", async () => {
  const { session } = answering([]);
  let authorization: string | null = null;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    authorization = new Headers(init?.headers).get("authorization");
    throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
  };
  const cut = { ...session, connection: { ...session.connection, fetch } };
  const asking = isGivenToApp(cut, APP, "gho_1");
  await expect(asking).rejects.toMatchObject({ failure: { code: "transient" } });
  await expect(asking).rejects.toThrow("/applications/Iv1.a%2Fb/token did not answer: socket hang up");
  expect(authorization).toBe(`Basic ${Buffer.from("Iv1.a/b:secret").toString("base64")}`);
});
