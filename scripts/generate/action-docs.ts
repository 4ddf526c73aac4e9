import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parse } from "yaml";
import { table } from "./table.ts";

interface Metadata {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Readonly<Record<string, { description?: string; required?: boolean; default?: string }>>;
  readonly outputs?: Readonly<Record<string, { description?: string }>>;
}

/** Every action of the suite, by folder name: the folders that hold an action.yml ARE the list. */
export function actionNames(): readonly string[] {
  return globSync("actions/*/action.yml")
    .map((path) => basename(dirname(path)))
    .sort();
}

/** `action-docs/<name>.md` for each action, from its action.yml. A missing description is an error. */
export function actionDocs(): [path: string, text: string][] {
  return actionNames().map((name) => [`action-docs/${name}.md`, page(name)]);
}

function page(name: string): string {
  const path = `actions/${name}/action.yml`;
  const action = parse(readFileSync(path, "utf8")) as Metadata;
  const inputs = Object.entries(action.inputs ?? {}).map(
    ([input, { description, required, default: preset }]) => [
      `\`${input}\``,
      described(path, input, description),
      required === true ? "required" : preset === undefined || preset === "" ? "" : `\`${preset.trim()}\``,
    ],
  );
  const outputs = Object.entries(action.outputs ?? {}).map(([output, { description }]) => [
    `\`${output}\``,
    described(path, output, description),
  ]);
  return [
    `<!-- Generated from ${path} by npm run generate. -->`,
    `# ${action.name}`,
    "",
    action.description.trim(),
    "",
    "## Inputs",
    "",
    ...table(["input", "what it is", "default"], inputs),
    "",
    "## Outputs",
    "",
    ...table(["output", "what it is"], outputs),
    "",
  ].join("\n");
}

function described(path: string, name: string, description: string | undefined): string {
  if (description === undefined || description.trim() === "")
    throw new Error(`${path}: ${name} has no description.`);
  return description.trim();
}
