import * as core from "@actions/core";
import type { LandedCommit } from "../../../lib/github/branch/write-commit.ts";
import { imageText, type ImagePin } from "../../../lib/manifests/pinned-image.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { PinDecision } from "./decide.ts";

/** Sets every output, so that they exist on every path. */
export function setOutputs(outcome: PinDecision["outcome"] | "", commit?: LandedCommit): void {
  core.setOutput("outcome", outcome);
  core.setOutput("commit-sha", commit?.oid ?? "");
  core.setOutput("commit-url", commit?.url ?? "");
}

/** Reports the outcome of the pin, and why. */
export async function reportPin(
  pin: ImagePin,
  decision: PinDecision,
  commit: LandedCommit | undefined,
): Promise<void> {
  const text = textOf(pin, decision);
  if (decision.outcome === "superseded") core.notice(text, { title: `superseded: ${pin.name}` });
  else stepLog.info(text);
  if (commit !== undefined) stepLog.info(`Committed ${commit.oid}: ${commit.url}`);
  await writeSummary({
    heading: `${pin.name}: ${decision.outcome}`,
    paragraphs: [
      text,
      ...(commit === undefined ? [] : [{ text: `Commit ${commit.oid.slice(0, 7)}`, href: commit.url }]),
    ],
  });
}

function textOf(pin: ImagePin, decision: PinDecision): string {
  if (decision.outcome === "pinned") return `${pin.name}: ${decision.before} → ${imageText(pin)}`;
  return `${imageText(pin)} was not written: ${decision.reason}`;
}
