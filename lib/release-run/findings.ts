import * as core from "@actions/core";
import { counted } from "../releases/documents/counted.ts";
import { place, placed } from "../releases/documents/problem.ts";
import type { Finding } from "../releases/rules/validation.ts";
import { annotationOf, shownAnnotations, type Annotation } from "../runner/annotations.ts";
import type { AnnotatedError } from "../runner/run-action.ts";
import { writeSummary } from "../runner/summary.ts";

/** GitHub limits a job's outputs to 1 MB. */
const OUTPUT = 1000;

/** The files must not be merged: one annotation per problem. */
export class InvalidFiles extends Error implements AnnotatedError {
  override readonly name = "InvalidFiles";
  readonly annotations: AnnotatedError["annotations"];

  /** @param where the files, for people: `db/db.json` */
  constructor(errors: readonly Finding[], where: string) {
    super(`${errors.length} ${errors.length === 1 ? "problem" : "problems"} in ${where}.`);
    this.annotations = shownAnnotations(errors.map((error) => annotateFinding("Invalid", error)));
  }
}

/** Sets `valid` and `problems`, so that they exist on every path. */
export function setFindingOutputs({
  valid,
  findings,
}: {
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}): void {
  core.setOutput("valid", String(valid));
  core.setOutput("problems", JSON.stringify(findings.slice(0, OUTPUT).map(toOutput)));
}

interface Checked {
  /** What is valid where nothing was found: `The database is valid`. */
  readonly valid: string;
  /** What the warnings' annotations are called. */
  readonly warning: string;
  /** What the summary says besides. */
  readonly paragraphs: readonly string[];
}

/** Annotates the warnings, and shows all findings in the summary. */
export async function reportFindings(
  findings: readonly Finding[],
  { valid, warning, paragraphs }: Checked,
): Promise<void> {
  const warnings = findings.filter(({ level }) => level === "warning");
  for (const { message, properties } of shownAnnotations(
    warnings.map((one) => annotateFinding(warning, one)),
  )) {
    core.warning(message, properties);
  }
  const heading = findings.length === 0 ? valid : countsOf(findings);
  core.info(heading);
  await writeSummary({
    heading,
    paragraphs: [...paragraphs],
    table: { head: ["Level", "Place", "Problem"], rows: findings.map(row) },
  });
}

/** Annotates a finding on its line. */
function annotateFinding(title: string, finding: Finding): Annotation {
  const { document, position } = finding;
  return annotationOf(title, placed(document, finding), { file: document, position });
}

function countsOf(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  return `${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`;
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
