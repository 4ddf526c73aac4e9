import * as core from "@actions/core";
import type { Source } from "../../../lib/releases/generated/schema.generated.ts";

/** The commit that was told pending: what the post step is to finish. */
export interface Target {
  readonly source: Pick<Source, "repository" | "sha">;
  /** The App's installation that was found there. */
  readonly installationId?: number | undefined;
}

const NAME = "target";

export function saveTarget(target: Target): void {
  core.saveState(NAME, JSON.stringify(target));
}

/** @returns undefined when nothing was said, or may have been */
export function loadTarget(): Target | undefined {
  const text = core.getState(NAME);
  return text === "" ? undefined : (JSON.parse(text) as Target);
}
