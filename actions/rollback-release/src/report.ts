import * as core from "@actions/core";
import type { PastRelease } from "../../../lib/releases/history/record-history.ts";
import { writeSummary } from "../../../lib/runner/summary.ts";
import type { Targets } from "./targets.ts";

/** Releases shown per container. */
const SHOWN = 10;

/** Sets the output `history`. */
export function setHistory(history: Targets["history"]): void {
  core.setOutput("history", JSON.stringify(shown(history).map(toOutput)));
}

/** Shows earlier releases, with time and person. */
export async function reportHistory(history: Targets["history"]): Promise<void> {
  const rows = shown(history).map(toRow);
  if (rows.length === 0) return;
  await writeSummary({
    heading: "Earlier releases",
    paragraphs: [],
    table: { head: ["Container", "Channel", "Image", "Released", "By", "Commit"], rows },
  });
}

function shown(history: Targets["history"]): readonly PastRelease[] {
  return [...history.values()].flatMap((releases) => releases.slice(0, SHOWN));
}

function toOutput({ record, commit }: PastRelease): object {
  const { container, channel, image, digest, source, released_at, released_by } = record;
  return {
    container,
    channel,
    image,
    digest: digest ?? null,
    source_sha: source?.sha ?? null,
    released_at,
    released_by,
    commit: commit.oid,
    commit_url: commit.url,
  };
}

function toRow({ record, commit }: PastRelease): readonly string[] {
  const { container, channel, image, released_at, released_by } = record;
  return [container, channel, image, released_at, released_by, commit.oid.slice(0, 7)];
}
