import * as core from "@actions/core";
import { place } from "../../../lib/releases/documents/problem.ts";
import type { Finding, TextFile } from "../../../lib/releases/documents/validation.ts";
import { shownAnnotations } from "../../../lib/runner/annotations.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import { annotateFinding } from "./invalid-files.ts";

/** GitHub limits a job's outputs to 1 MB. */
const OUTPUT = 1000;

/** Sets every output, so that they exist on every path. */
export function setOutputs({
  valid,
  findings,
}: {
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}): void {
  core.setOutput("valid", String(valid));
  core.setOutput("problems", JSON.stringify(findings.slice(0, OUTPUT).map(toOutput)));
}

interface CheckedFiles {
  readonly files: readonly TextFile[];
  /** The freezes that begin soon. */
  readonly coming: readonly string[];
}

/** Annotates the warnings, and shows all findings and coming freezes in the summary. */
export async function reportFindings(
  findings: readonly Finding[],
  { files, coming }: CheckedFiles,
): Promise<void> {
  const warnings = findings.filter(({ level }) => level === "warning");
  for (const { message, properties } of shownAnnotations(
    warnings.map((warning) => annotateFinding("Form", warning)),
  )) {
    core.warning(message, properties);
  }
  const heading = headingOf(findings);
  core.info(heading);
  for (const freeze of coming) core.info(freeze);
  await writeSummary({
    heading,
    paragraphs: [
      ...files.map(({ path, text }) => `${path}: ${text === undefined ? "not there" : "checked"}`),
      ...coming.map((freeze) => `${freeze}.`),
    ],
    table: { head: ["Level", "Place", "Problem"], rows: findings.map(row) },
  });
}

function headingOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return "The database is valid";
  const errors = findings.filter(({ level }) => level === "error").length;
  return `${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function row(finding: Finding): readonly string[] {
  return [finding.level, place(finding.document, finding), finding.message];
}

function toOutput({ level, document, position, path, message }: Finding) {
  return {
    level,
    file: document,
    line: position?.line ?? null,
    column: position?.column ?? null,
    path,
    message,
  };
}
