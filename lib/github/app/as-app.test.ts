import { expect, test } from "@jest/globals";
import { GitHubFailure } from "../failure/failure.ts";
import { answering, type Answer } from "../testing/answering.ts";
import { testApp } from "../testing/test-app.ts";
import { listDeliveries } from "./deliveries.ts";

const APP = testApp();
const refused = (status: number, message: string): Answer => ({ status, json: { message } });

/** What an App asks about itself is in no repository: only the App and its key can be named. */
test.each<[Answer, object, string]>([
  [
    refused(401, "A JSON web token could not be decoded"),
    { code: "bad-credentials", tokenLabel: "the key of App 7" },
    "GitHub answered 401, A JSON web token could not be decoded",
  ],
  [
    refused(403, "Resource not accessible by integration"),
    { code: "missing-permission", needed: "metadata: read", tokenLabel: "the key of App 7" },
    "GitHub answered 403, Resource not accessible by integration",
  ],
  [
    refused(404, "Not Found"),
    { code: "not-found", needed: "metadata: read", tokenLabel: "the key of App 7" },
    "GitHub answered 404, Not Found",
  ],
  [refused(503, "Unavailable"), { code: "transient" }, "GitHub answered 503, Unavailable"],
])("an App that is refused is named, with its key: %j", async (answer, failure, reason) => {
  const asking = listDeliveries(answering([answer]).session, APP);
  await expect(asking).rejects.toBeInstanceOf(GitHubFailure);
  await expect(asking).rejects.toMatchObject({ message: `App 7 was refused: ${reason}.`, failure });
});

test("what passes is asked for again while there is time", async () => {
  const { session, asked } = answering([refused(503, "Unavailable"), { json: [] }], Date.now() + 600_000);
  expect(await listDeliveries(session, APP)).toEqual([]);
  expect(asked).toHaveLength(2);
});

test("what is no answer of GitHub's is thrown as it is", async () => {
  const { session } = answering([]);
  const own = new TypeError("our own");
  const connection = { ...session.connection, fetch: () => Promise.reject(own) };
  const asking = listDeliveries({ ...session, connection }, { appId: "7", privateKey: "no key" });
  await expect(asking).rejects.not.toBeInstanceOf(GitHubFailure);
});
