import { runAction } from "../../../lib/action/run-action.ts";
import { promoteRelease } from "./promote-release.ts";

await runAction(promoteRelease);
