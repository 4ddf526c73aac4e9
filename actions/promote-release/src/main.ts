import { runAction } from "../../../lib/runner/run-action.ts";
import { promoteRelease } from "./promote-release.ts";

await runAction(promoteRelease);
