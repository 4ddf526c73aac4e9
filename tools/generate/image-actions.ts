import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** The actions that make sense without a workflow's run: they speak to GitHub of what is given to them. */
const NAMES = ["create-deployment", "report-commit-status"];

interface Metadata {
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly post?: string };
}

/** What the container image's program knows of its actions, from their action.yml. */
export function imageActions(): string {
  const actions = NAMES.map((name) => {
    const { description, inputs, outputs, runs }: Metadata = parse(
      readFileSync(`actions/${name}/action.yml`, "utf8"),
    );
    return {
      name,
      description,
      inputs: Object.entries(inputs).map(([input, { description, default: preset = "" }]) => ({
        name: input,
        description,
        preset,
      })),
      outputs: Object.entries(outputs).map(([output, { description }]) => ({ name: output, description })),
      hasPost: runs.post !== undefined,
    };
  });
  return [
    "// Generated from actions/*/action.yml by npm run generate.",
    'import type { Action } from "./action.ts";',
    "",
    `export const ACTIONS: readonly Action[] = ${JSON.stringify(actions, undefined, 2)};`,
    "",
  ].join("\n");
}
