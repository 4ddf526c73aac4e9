import type { Scenario } from "../scenario.ts";
import { imageMissing, manifestsRefused } from "./failures.ts";
import { organisations } from "./organisations.ts";
import { previews } from "./previews.ts";
import { releaseRolls } from "./release-rolls.ts";
import { rollback } from "./rollback.ts";

/** In the order in which they run, all in one world. */
export const SCENARIOS: readonly Scenario[] = [
  releaseRolls,
  imageMissing,
  manifestsRefused,
  rollback,
  organisations,
  previews,
];
