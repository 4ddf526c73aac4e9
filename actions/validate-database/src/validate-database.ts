import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  freezesToCome,
  lockFindings,
  validateFiles,
  type TextFile,
} from "../../../lib/releases/documents/validation.ts";
import { locksPath } from "../../../lib/releases/rules/lock.ts";
import { readInputs } from "./inputs.ts";
import { InvalidFiles } from "./invalid-files.ts";
import { reportFindings, setOutputs } from "./report.ts";

/** The action: reads three files, and makes no requests. */
export async function validateDatabase(): Promise<void> {
  setOutputs({ valid: false, findings: [] });
  const { path, policyPath } = readInputs();
  const [database, policy, locks] = await Promise.all([
    readText(path),
    readText(policyPath),
    readText(locksPath(path)),
  ]);
  const at = new Date().toISOString();
  const findings = [...validateFiles(database, policy, at), ...lockFindings(locks)];
  const errors = findings.filter(({ level }) => level === "error");
  setOutputs({ valid: errors.length === 0, findings });
  const coming = freezesToCome(policy, at);
  await reportFindings(findings, { files: [database, policy, locks], coming });
  if (errors.length > 0) throw new InvalidFiles(errors);
}

/** @param path from the workspace */
async function readText(path: string): Promise<TextFile> {
  try {
    return { path, text: await readFile(resolve(process.env["GITHUB_WORKSPACE"] ?? ".", path), "utf8") };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ENOENT") return { path, text: undefined };
    throw new Error(`Could not read ${path}: ${error.message}`, { cause: error });
  }
}
