import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { APP_PATHS } from "../github/app.ts";
import { BOT_SCOPES, COMMAND, OPTIONAL_SCOPES, SLACK_PATHS, slackManifest } from "./manifest.ts";
import { USAGES } from "./parse-command.ts";

const CODE = globSync("apps/deploy-server/**/*.ts")
  .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

/**
 * What each method of Slack's Web API asks of a bot's token.
 * @see https://docs.slack.dev/reference/methods
 */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  // By the app's own token, with connections:write.
  "apps.connections.open": [],
  "auth.test": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.open": ["im:write"],
  "users.info": ["users:read"],
  "views.open": [],
  "views.update": [],
};

test("its scopes are those of the methods that the server calls, and of the command", () => {
  const called = [...CODE.matchAll(/\bslack\.((?:\w+\.)+\w+)\(/g)].map(([, method = ""]) => method);
  expect(called.filter((method) => !Object.hasOwn(SCOPES, method))).toEqual([]);
  expect(Object.keys(SCOPES).filter((method) => !called.includes(method))).toEqual([]);
  const needed = new Set(["commands", ...called.flatMap((method) => SCOPES[method] ?? [])]);
  expect([...BOT_SCOPES, ...OPTIONAL_SCOPES].toSorted()).toEqual([...needed].toSorted());
});

test("over HTTP, its addresses are those that the server serves", () => {
  const {
    features,
    settings,
    oauth_config: oauth,
  } = slackManifest({ publicUrl: "https://deploys.acme.dev" });
  expect(features?.slash_commands?.map(({ command, url }) => [command, url])).toEqual([
    ["/deploy", "https://deploys.acme.dev/slack/commands"],
  ]);
  expect(settings?.interactivity).toEqual({
    is_enabled: true,
    request_url: "https://deploys.acme.dev/slack/interactions",
  });
  expect(settings).toMatchObject({ socket_mode_enabled: false, token_rotation_enabled: false });
  expect(settings).not.toHaveProperty("event_subscriptions");
  expect(oauth).toEqual({ scopes: { bot: BOT_SCOPES, bot_optional: OPTIONAL_SCOPES } });
  for (const path of [...Object.values(SLACK_PATHS), ...Object.values(APP_PATHS)])
    expect(CODE).toContain(`"${path}"`);
});

test("for Socket Mode it has no address at all", () => {
  const manifest = slackManifest();
  expect(JSON.stringify(manifest)).not.toContain("http");
  expect(manifest.settings?.socket_mode_enabled).toBe(true);
  expect(manifest.features?.slash_commands?.map(({ command }) => command)).toEqual([COMMAND]);
});

test("it keeps to Slack's lengths and letters", () => {
  const { display_information: shown, features } = slackManifest({ publicUrl: "https://deploys.acme.dev" });
  expect(shown.name.length).toBeLessThanOrEqual(35);
  expect(shown.description?.length).toBeLessThanOrEqual(140);
  expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
  expect(features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
  const [command] = features?.slash_commands ?? [];
  expect(command?.command.length).toBeLessThanOrEqual(32);
  expect(command?.usage_hint?.length).toBeLessThanOrEqual(1000);
});

test("every usage is of the command", () => {
  expect(USAGES.filter(([usage]) => !usage.startsWith(COMMAND))).toEqual([]);
});

test("the script prints it, and refuses what is no address", () => {
  const print = (...args: readonly string[]) =>
    spawnSync("scripts/slack-manifest", args, { encoding: "utf8", env: { PATH: process.env["PATH"] } });
  expect(JSON.parse(print("https://deploys.acme.dev/").stdout)).toEqual(
    slackManifest({ publicUrl: "https://deploys.acme.dev" }),
  );
  expect(JSON.parse(print("--socket-mode").stdout)).toEqual(slackManifest());
  expect(print("deploys.acme.dev")).toMatchObject({ status: 2, stderr: expect.stringContaining("Usage: ") });
  expect(print()).toMatchObject({ status: 2, stderr: expect.stringContaining("Usage: ") });
});

const NEXT = "write one such as https://deploys.acme.dev, or --socket-mode.\n";

test.each([
  [[], `The server's address is missing: ${NEXT}`],
  [[""], `"" is not an address that Slack can send to: ${NEXT}`],
  [["deploys.acme.dev"], `"deploys.acme.dev" is not an address that Slack can send to: ${NEXT}`],
  [["deploys.acme.dev:8443"], `"deploys.acme.dev:8443" is not an address that Slack can send to: ${NEXT}`],
  [
    ["http://deploys.acme.dev"],
    `"http://deploys.acme.dev" is not an address that Slack can send to: ${NEXT}`,
  ],
])("the program itself, given %j, says what is missing", (args, stderr) => {
  const printed = spawnSync(process.execPath, ["apps/deploy-server/print-manifest.ts", ...args], {
    encoding: "utf8",
  });
  expect(printed).toMatchObject({ status: 2, stdout: "", stderr });
});
