import { runAction } from "../../../lib/runner/run-action.ts";
import { retireRelease } from "./retire-release.ts";

await runAction(retireRelease);
