import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Tokens } from "marked";
import { parse } from "yaml";
import { helpOf, scriptsWithHelp } from "../generate/script-docs.ts";
import { pages, tokensOf } from "./pages.ts";

const SCRIPTS = readFileSync("docs/scripts.md", "utf8");

/** The options that a script's own code takes, whatever its help says. */
function optionsTaken(path: string): ReadonlySet<string> {
  const code = readFileSync(path, "utf8").replace(/<<'TEXT'\n.*?\nTEXT\n/s, "");
  const patterns = [...code.matchAll(/^ *((?:-\w \| )?--[\w-]+(?: \| (?:--[\w-]+|https:[^\s)]*|-\w))*)\)/gm)];
  return new Set(patterns.flatMap(([, pattern = ""]) => pattern.match(/--[a-z][\w-]*/g) ?? []));
}

const optionsIn = (text: string): ReadonlySet<string> => new Set(text.match(/--[a-z][\w-]*/g));

/** What a script takes and needs not explain, and what its help has of other programs. */
const HELP = "--help";
const OF_OTHERS = new Set(["--no-save"]);

describe.each(scriptsWithHelp().map((path) => [path]))("%s", (path) => {
  test("has its options in its help, and its help in the generated page, once", () => {
    const told = [...optionsIn(helpOf(path))].filter((option) => !OF_OTHERS.has(option));
    const taken = [...optionsTaken(path)].filter((option) => option !== HELP);
    expect(told.toSorted()).toEqual(taken.toSorted());
    expect(SCRIPTS.split(`\`\`\`text\n${helpOf(path)}\n\`\`\``)).toHaveLength(2);
  });
});

test("the scripts with options are these, so that none is passed over", () => {
  expect(scriptsWithHelp().map((path) => basename(path))).toEqual([
    "check-database.sh",
    "demo",
    "setup-gitops.sh",
    "setup-source-repo.sh",
    "slack",
    "slack-manifest",
    "test-dispatch.sh",
    "upgrade.sh",
  ]);
  expect(optionsTaken("scripts/setup-gitops.sh").size).toBeGreaterThan(15);
});

/** The first column of a page's tables, with what stands above it. */
function rowsOf(text: string): readonly { readonly heading: string; readonly name: string }[] {
  return tokensOf(text)
    .filter((token): token is Tokens.Table => token.type === "table")
    .flatMap(({ header, rows }) =>
      rows.map(([cell]) => ({ heading: header[0]?.text ?? "", name: cell?.text ?? "" })),
    );
}

describe.each(globSync("actions/*/action.yml").map((path) => [basename(dirname(path)), path]))(
  "%s",
  (name, path) => {
    test("has each of its inputs described on its page, once", () => {
      const { inputs = {} } = parse(readFileSync(path, "utf8")) as { inputs?: object };
      const told = rowsOf(readFileSync(`action-docs/${name}.md`, "utf8")).filter(
        ({ heading }) => heading === "input",
      );
      expect(told.map(({ name: cell }) => cell)).toEqual(Object.keys(inputs).map((input) => `\`${input}\``));
    });
  },
);

const OPTIONS = new Set(scriptsWithHelp().flatMap((path) => [...optionsTaken(path)]));

/** Options that a page explains, as a table or a list does, and tables of inputs. */
function explained(text: string): readonly string[] {
  const items = tokensOf(text).filter((token): token is Tokens.ListItem => token.type === "list_item");
  const starts = [...rowsOf(text).map(({ name }) => name), ...items.map((item) => item.text)];
  const options = starts.flatMap((start) => /^(?:\*\*)?`(--[\w-]+)/.exec(start)?.[1] ?? []);
  const inputs = rowsOf(text).filter(({ heading }) => /^(?:input|option)s?$/i.test(heading));
  return [...options.filter((option) => OPTIONS.has(option)), ...inputs.map(({ name }) => name)];
}

test("no other page describes options or inputs a second time", () => {
  const written = pages.filter(
    ({ path }) => !/^action-docs\/|^docs\/(?:scripts|troubleshooting)\.md$/.test(path),
  );
  expect(
    written.flatMap(({ path }) => explained(readFileSync(path, "utf8")).map((of) => [path, of])),
  ).toEqual([]);
  expect(
    explained("| input | what |\n| - | - |\n| `token` | a token |\n\n- `--channels LIST`: all\n"),
  ).toEqual(["--channels", "`token`"]);
});
