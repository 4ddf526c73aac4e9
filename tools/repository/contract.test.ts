import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { actionNames } from "../generate/action-docs.ts";
import { importedCode } from "../generate/imported-code.ts";

interface Metadata {
  readonly name: string;
  readonly description: string;
  /** Empty for an action that needs none. */
  readonly inputs: Record<string, { readonly description: string }>;
  readonly outputs: Record<string, { readonly description: string }>;
  readonly runs: { readonly using: string };
}

const metadataOf = (name: string): Metadata => ({
  inputs: {},
  ...(parse(readFileSync(`actions/${name}/action.yml`, "utf8")) as Omit<Metadata, "inputs"> &
    Partial<Metadata>),
});

/** The action's own code, and what it uses from lib. */
function codeOf(name: string): string {
  const folder = `actions/${name}/src`;
  const own = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return importedCode(own.map((file) => join(folder, file)));
}

/** `inputs.flag("dry-run")`: every reader of an input, named for the type it returns, takes the input's name first. */
const READ = /\binputs\s*\.\s*\w+(?:<[^>]+>)?\(\s*"([^"]+)"/g;
/** One place reads, for all actions, who the step acts as. */
const CREDENTIALS = namesIn(readFileSync("lib/runner/credentials.ts", "utf8"), READ);

function inputsRead(code: string): string[] {
  const credentials = /\b(?:(?:read|require)Credentials|credentialsUnlessFork)\(/.test(code)
    ? CREDENTIALS
    : [];
  return [...new Set([...namesIn(code, READ), ...credentials])].sort();
}

/** `core.setOutput("changed", …)` */
const outputsSet = (code: string) => namesIn(code, /\bsetOutput\(\s*"([^"]+)"/g);

function namesIn(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(pattern)].map(([, name = ""]) => name))].sort();
}

test("there are actions", () => {
  expect(actionNames()).toEqual(expect.arrayContaining(["trigger-dispatch", "update-database"]));
});

test.each(CREDENTIALS.filter((name) => name !== "token").map((name) => [name]))(
  "%s is described in the same words by all actions that take it",
  (input) => {
    const texts = actionNames()
      .map((name) => metadataOf(name).inputs[input]?.description)
      .filter((text) => text !== undefined);
    expect(texts.length).toBeGreaterThan(1);
    expect(new Set(texts).size).toBe(1);
  },
);

describe.each(actionNames().map((name) => [name]))("%s", (name) => {
  test("reads all inputs of its action.yml and no others", () => {
    expect(inputsRead(codeOf(name))).toEqual(Object.keys(metadataOf(name).inputs).sort());
  });

  test("sets all outputs of its action.yml and no others", () => {
    expect(outputsSet(codeOf(name))).toEqual(Object.keys(metadataOf(name).outputs).sort());
  });

  test("reads inputs in one file", () => {
    const readers = readdirSync(`actions/${name}/src`).filter((file) =>
      /getInput|inputs\.\w+\("/.test(readFileSync(`actions/${name}/src/${file}`, "utf8")),
    );
    expect(readers).toEqual(Object.keys(metadataOf(name).inputs).length === 0 ? [] : ["inputs.ts"]);
  });

  test("runs on node24 and describes everything", () => {
    const { runs, description, inputs, outputs } = metadataOf(name);
    expect(runs.using).toBe("node24");
    for (const text of [
      description,
      ...[...Object.values(inputs), ...Object.values(outputs)].map((i) => i.description),
    ]) {
      expect(text.trim()).not.toBe("");
      // GitHub evaluates these texts too, has no contexts there, and then rejects the action.
      expect(text).not.toContain("${{");
    }
  });
});
