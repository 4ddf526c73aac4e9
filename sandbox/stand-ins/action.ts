import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";

/** What a stand-in needs of the runner: inputs in, outputs and state out, through the runner's real interface. */

/** An input, trimmed; empty if it is not given. */
export function input(name: string): string {
  return (process.env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "").trim();
}

/** @throws Error unless it is given */
export function requiredInput(name: string): string {
  const value = input(name);
  if (value === "") throw new Error(`Input required and not supplied: ${name}`);
  return value;
}

/** YAML 1.2 booleans, as the toolkit reads them. */
export function booleanInput(name: string): boolean {
  const value = input(name);
  if (["true", "True", "TRUE"].includes(value)) return true;
  if (["false", "False", "FALSE", ""].includes(value)) return false;
  throw new Error(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}`);
}

/** The non-empty lines of a list input. */
export function linesInput(name: string): readonly string[] {
  return input(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Refuses inputs that a stand-in cannot honour, so that it never silently does less than the real action.
 * @param known the inputs it knows
 */
export function refuseOtherInputs(known: readonly string[]): void {
  const variables = new Set(known.map((name) => `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`));
  const other = Object.entries(process.env).filter(
    ([name, value]) => name.startsWith("INPUT_") && value !== "" && !variables.has(name),
  );
  for (const [name] of other) {
    throw new Error(
      `the sandbox's stand-in does not know the input '${name.slice("INPUT_".length).toLowerCase()}'`,
    );
  }
}

function append(variable: string, name: string, value: string): void {
  const file = process.env[variable];
  if (file === undefined) throw new Error(`${variable} is not set`);
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

export function setOutput(name: string, value: string): void {
  append("GITHUB_OUTPUT", name, value);
}

/** For the action's `post`. */
export function saveState(name: string, value: string): void {
  append("GITHUB_STATE", name, value);
}

export function state(name: string): string {
  return process.env[`STATE_${name}`] ?? "";
}

/** A variable that the runner sets. */
export function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

/** Runs an action: an error becomes an error annotation and a failed step. */
export async function runAction(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`::error::${message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}`);
    process.exitCode = 1;
  }
}
