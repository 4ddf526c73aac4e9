import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { marked, type Tokens } from "marked";
import { APP_EVENTS, APP_PATHS, APP_PERMISSIONS } from "../../apps/deploy-server/github/app.ts";
import { OPTIONAL_SCOPES, SLACK_PATHS } from "../../apps/deploy-server/slack/manifest.ts";
import { USAGES } from "../../apps/deploy-server/slack/parse-command.ts";
import { serverSettings } from "../generate/server-settings.ts";

const PAGE = "docs/slack-deploys.md";
const text = readFileSync(PAGE, "utf8");

/** The rows of the table between two marks, each cell as written. */
function tableOf(mark: string): readonly (readonly string[])[] {
  const [, part = ""] = new RegExp(`<!-- ${mark} -->(.*?)<!-- end of ${mark} -->`, "s").exec(text) ?? [];
  const table = marked.lexer(part).find((token): token is Tokens.Table => token.type === "table");
  return (table?.rows ?? []).map((row) => row.map((cell) => cell.text));
}

const codesIn = (cell: string | undefined): readonly string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

test("its settings are those that the server reads", () => {
  const { settings, secrets } = serverSettings();
  const told = tableOf("settings").flatMap(([name]) => codesIn(name));
  expect(told.toSorted()).toEqual([...settings, ...secrets].toSorted());
});

test("its commands are those of /deploy help", () => {
  const told = tableOf("commands").map(([usage = "", does]) => [
    codesIn(usage)[0]?.replaceAll(String.raw`\|`, "|"),
    does,
  ]);
  expect(told).toEqual(USAGES);
});

test("the GitHub App's address requests what the server needs, and points to its paths", () => {
  const [, address = ""] = /<(https:\/\/github\.com\/organizations\/[^>]+)>/.exec(text) ?? [];
  const { searchParams } = new URL(address);
  expect(searchParams.getAll("events[]")).toEqual([...APP_EVENTS]);
  const asked = Object.keys(APP_PERMISSIONS).map((name) => [name, searchParams.get(name)]);
  expect(Object.fromEntries(asked)).toEqual(APP_PERMISSIONS);
  const others = [...searchParams.keys()].filter((name) => !Object.hasOwn(APP_PERMISSIONS, name));
  expect([...new Set(others)].toSorted()).toEqual(
    ["callback_urls[]", "events[]", "name", "public", "url", "webhook_active", "webhook_url"].toSorted(),
  );
  expect(searchParams.get("webhook_url")).toBe(`https://deploys.acme.dev${APP_PATHS.webhook}`);
  expect(searchParams.get("callback_urls[]")).toBe(`https://deploys.acme.dev${APP_PATHS.callback}`);
  for (const [name, level] of Object.entries(APP_PERMISSIONS))
    expect(text).toContain(`\`${name}: ${level}\``);
});

test("the paths that must be reachable and the optional scopes are named", () => {
  for (const name of [...Object.values(SLACK_PATHS), ...Object.values(APP_PATHS), ...OPTIONAL_SCOPES])
    expect(text).toContain(`\`${name}\``);
});
