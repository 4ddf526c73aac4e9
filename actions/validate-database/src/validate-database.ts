import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { serverConfigFindings } from "../../../lib/deploys/config/server-findings.ts";
import { InvalidFiles, reportFindings, setFindingOutputs } from "../../../lib/release-run/findings.ts";
import { locksPath } from "../../../lib/releases/documents/locks.ts";
import {
  freezesToCome,
  validateFiles,
  type Finding,
  type TextFile,
} from "../../../lib/releases/rules/validation.ts";
import { readInputs } from "./inputs.ts";

/** The action: reads four files, and makes no requests. */
export async function validateDatabase(): Promise<void> {
  setFindingOutputs({ valid: false, findings: [] });
  const { path, policyPath, serverPath } = readInputs();
  const [database, policy, locks, server] = await Promise.all([
    readText(path),
    readText(policyPath),
    readText(locksPath(path)),
    readText(serverPath),
  ]);
  const at = new Date().toISOString();
  const findings = [...validateFiles({ database, policy, locks }, at), ...serverConfigFindings(server)];
  const errors = findings.filter(({ level }) => level === "error");
  setFindingOutputs({ valid: errors.length === 0, findings });
  const coming = freezesToCome(policy, at);
  for (const freeze of coming) core.info(freeze);
  await reportFindings(findings, {
    valid: "The database is valid",
    warning: "Form",
    paragraphs: [
      ...[database, policy, locks, server].map(
        ({ path: file, text }) => `${file}: ${text === undefined ? "not there" : "checked"}`,
      ),
      ...coming.map((freeze) => `${freeze}.`),
    ],
  });
  if (errors.length > 0) throw new InvalidFiles(errors, documentsOf(errors));
}

/** `db/policy.json and db/server.yaml` */
function documentsOf(errors: readonly Finding[]): string {
  return [...new Set(errors.map(({ document }) => document))].join(" and ");
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
