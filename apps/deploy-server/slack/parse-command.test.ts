import { expect, test } from "@jest/globals";
import { parseCommand, SUBCOMMANDS } from "./parse-command.ts";

const target = { config: "my-app", channel: "prod" };

test.each([
  ["my-app main to prod", { kind: "deploy", target, wish: { by: "branch", branch: "main" }, why: "" }],
  [
    "my-app #12 to prod because Friday's fix",
    { kind: "deploy", target, wish: { by: "pull request", number: 12 }, why: "Friday's fix" },
  ],
  [
    "my-app <https://github.com/acme/my-app/pull/12|#12> to prod",
    { kind: "deploy", wish: { by: "pull request", number: 12 } },
  ],
  [
    "my-app https://github.com/acme/other/pull/12/files TO prod",
    { kind: "deploy", wish: { by: "pull request", number: 12, repository: "acme/other" } },
  ],
  ["my-app 1a2b3c4 to prod", { kind: "deploy", wish: { by: "commit", sha: "1a2b3c4" } }],
  ["my-app 1.4.2 to prod", { kind: "deploy", target, wish: { by: "version", version: "1.4.2" }, why: "" }],
  [
    "my-app 1.4.0 to prod downgrade because 1.4.2 leaks",
    { kind: "deploy", wish: { by: "version", version: "1.4.0", isOlder: true }, why: "1.4.2 leaks" },
  ],
  [
    "settings to dev",
    { kind: "deploy", target: { config: "settings", channel: "dev" }, wish: { by: "config" } },
  ],
  [
    "settings config 1a2b3c4 to dev because of the limits",
    { kind: "deploy", wish: { by: "config", sha: "1a2b3c4" }, why: "of the limits" },
  ],
  [
    "my-app main config 1a2b3c4 to prod",
    { kind: "deploy", target, wish: { by: "branch", branch: "main", configSha: "1a2b3c4" } },
  ],
  [
    "my-app 1a2b3c4 CONFIG 5d6e7f8 to prod",
    { kind: "deploy", wish: { by: "commit", sha: "1a2b3c4", configSha: "5d6e7f8" } },
  ],
  // Branches may be called as they like.
  ["my-app to to prod", { kind: "deploy", target, wish: { by: "branch", branch: "to" } }],
  ["my-app config to prod", { kind: "deploy", target, wish: { by: "branch", branch: "config" } }],
  ["resume my-app in prod", { kind: "resume", target }],
  ["adopt my-app in prod", { kind: "adopt", target }],
  ["adopt my-app prod", { kind: "adopt", target }],
  ["reapply my-app 3 to prod", { kind: "reapply", target, which: "3" }],
  ["reapply my-app 1a2b3c4d in prod", { kind: "reapply", target, which: "1a2b3c4d" }],
  ["my-app 1.4 to prod", { kind: "deploy", wish: { by: "branch", branch: "1.4" } }],
  ["my-app refs/heads/1a2b3c4 to prod", { kind: "deploy", wish: { by: "branch", branch: "1a2b3c4" } }],
  ["my-app a&lt;b&gt;&amp;c to prod", { kind: "deploy", wish: { by: "branch", branch: "a<b>&c" } }],
  ["", { kind: "form" }],
  ["  ", { kind: "form" }],
  ["help", { kind: "help" }],
  ["STATUS", { kind: "status" }],
  ["status team:payments", { kind: "team status", team: "payments" }],
  ["status team payments", { kind: "status", config: "team", channel: "payments" }],
  ["history my-app in prod", { kind: "history", config: "my-app", channel: "prod" }],
  ["why my-app prod", { kind: "why", target }],
  ["rollback my-app from prod", { kind: "rollback", target }],
  ["versions my-app", { kind: "versions", config: "my-app" }],
  ["versions", { kind: "versions" }],
  ["promote my-app from qa to prod", { kind: "promote", target, from: "qa" }],
  ["promote my-app qa prod", { kind: "promote", target, from: "qa" }],
  ["link abc", { kind: "link", code: "abc" }],
  // An app whose name is near a command's is still an app.
  ["whys main to prod", { kind: "deploy", target: { config: "whys", channel: "prod" } }],
])("/deploy %s", (text, command) => {
  expect(parseCommand(text)).toMatchObject(command);
});

test.each([
  ["statsu", "there is no command statsu; did you mean /deploy status?"],
  ["rolback my-app prod", "there is no command rolback; did you mean /deploy rollback?"],
  ["undploy my-app from prod", "there is no command undploy; did you mean /deploy undeploy?"],
  ["my-app", "my-app alone says neither what to deploy nor where"],
  ["my-app main", "it does not say to which channel, and no channel is ever a default"],
  ["my-app main prod", "it does not say to which channel"],
  ["my-app main to prod now please", '"now please" comes after the channel'],
  ["my-app main to prod downgrade", '"downgrade" comes after the channel'],
  ["why my-app", "it does not say of which app, and in which channel: write /deploy why <app> <channel>"],
  ["promote my-app to prod", "write /deploy promote <app> from <channel> to <channel>"],
  ["rollback", "write /deploy rollback <app> in <channel>"],
  ["resume my-app", "write /deploy resume <app> in <channel>"],
  ["reapply my-app to prod", "write /deploy reapply <app> <number|request> to <channel>"],
  ["settings config main to dev", '"main" after config is no commit: write 7 or more of its digits'],
  ["my-app main config x to dev", '"x" after config is no commit'],
  ["my-app 1.4.2 config 1a2b3c4 to dev", "1.4.2 is a version of a chart, and no config goes with it"],
])("/deploy %s is not understood, and says why", (text, because) => {
  expect(parseCommand(text)).toMatchObject({ kind: "unknown", because: expect.stringContaining(because) });
});

/** Of commands that need more than an app and a channel. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["reapply", "my-app 1 to prod"],
  ["lock", "my-app in prod because an audit is on"],
]);

test("each command of the list is known by its nearest name, and is a command", () => {
  expect(SUBCOMMANDS).toEqual([
    "status",
    "history",
    "rollback",
    "reapply",
    "promote",
    "versions",
    "undeploy",
    "resume",
    "adopt",
    "queue",
    "lock",
    "unlock",
    "why",
    "link",
    "help",
  ]);
  for (const command of SUBCOMMANDS) {
    expect(parseCommand(`${command}x my-app qa prod`)).toMatchObject({
      because: `there is no command ${command}x; did you mean /deploy ${command}?`,
    });
    const words = WORDS.get(command) ?? "my-app qa prod";
    expect(parseCommand(`${command} ${words}`).kind).toBe(command);
  }
});

test.each([
  ["why", "why"],
  ["undeploy my-app", "undeploy"],
  ["rollback", "rollback"],
  ["promote my-app", "promote"],
  ["statsu", "deploy"],
  ["my-app main", "deploy"],
])("/deploy %s was to be a %s", (text, meant) => {
  expect(parseCommand(text)).toMatchObject({ kind: "unknown", meant });
});
