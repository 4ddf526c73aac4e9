import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LogLevel, WebClient } from "@slack/web-api";
import type { User } from "./model.ts";
import type { Slack } from "./slack.ts";
import { startSlack } from "./start.ts";

let slack: Slack;
let client: WebClient;
let alice: User;
let channel: string;
beforeAll(async () => {
  slack = await startSlack();
  alice = slack.addUser({ name: "alice" });
  channel = slack.addChannel({ name: "deploys", members: [alice.id] }).id;
  const app = slack.installApp({ name: "deployer", scopes: ["chat:write"] });
  slack.invite("deploys", app.botUserId);
  client = new WebClient(app.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
  });
});
afterAll(() => slack.close());

const says = (words: string) => slack.waitFor(({ text }) => text === words, `a message says "${words}"`);

test("a message is waited for, or found where it has come already", async () => {
  const waited = says("live in 1:00");
  await client.chat.postMessage({ channel, text: "lives in 1:00" });
  await client.chat.postMessage({ channel, text: "live in 1:00" });
  expect((await waited).text).toBe("live in 1:00");
  expect((await says("lives in 1:00")).text).toBe("lives in 1:00");
});

test("whoever waits in vain is told what for, and what was said instead", async () => {
  await client.chat.postEphemeral({ channel, user: alice.id, text: "ask again" });
  const waited = slack.waitFor(({ text }) => text === "failed", 'a message says "failed"', 1);
  await expect(waited).rejects.toThrow(
    `Waited in vain until a message says "failed". The newest messages are:\n  lives in 1:00\n  live in 1:00\n  only to ${alice.id}: ask again`,
  );
});
