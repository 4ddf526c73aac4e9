import { expect, test } from "@jest/globals";
import { parseCommand } from "./parse-command.ts";

const target = { config: "my-app", channel: "prod" };
const USAGE = "/deploy lock <app> in <channel> [for <time>] because <reason>";

test.each([
  ["lock my-app in prod because audit", { kind: "lock", target, reason: "audit", forMs: undefined }],
  [
    "LOCK my-app IN prod FOR 90m BECAUSE the in-house audit",
    { kind: "lock", target, reason: "the in-house audit", forMs: 5_400_000 },
  ],
  ["lock my-app in prod for 2h because audit", { forMs: 7_200_000 }],
  ["lock my-app in prod for 3d because audit", { forMs: 259_200_000 }],
  ["unlock my-app in prod", { kind: "unlock", target }],
  ["unlock my-app prod", { kind: "unlock", target }],
  ["queue my-app prod", { kind: "queue", target }],
  ["queue my-app in prod", { kind: "queue", target }],
])("%s", (text, command) => {
  expect(parseCommand(text)).toMatchObject(command);
});

test.each([
  ["lock", `it does not say which app, and in which channel: write ${USAGE}`],
  ["lock my-app because audit", `it does not say which app, and in which channel: write ${USAGE}`],
  [
    "lock my-app in prod",
    `it does not say why, and whoever is held by the lock will want to know: write ${USAGE}`,
  ],
  [
    "lock my-app in prod for 2h because",
    `it does not say why, and whoever is held by the lock will want to know: write ${USAGE}`,
  ],
  [
    "lock my-app in prod for 2 hours because audit",
    `it does not say why, and whoever is held by the lock will want to know: write ${USAGE}`,
  ],
  ["lock my-app in prod for 2w because audit", '"2w" is no length of time: write one such as 30m, 2h or 3d'],
  ["lock my-app in prod for 0h because audit", '"0h" is no length of time: write one such as 30m, 2h or 3d'],
])("%s is refused", (text, because) => {
  expect(parseCommand(text)).toEqual({ kind: "unknown", meant: "lock", because });
});
