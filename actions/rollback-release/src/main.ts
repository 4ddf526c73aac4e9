import { runAction } from "../../../lib/runner/run-action.ts";
import { rollbackRelease } from "./rollback-release.ts";

await runAction(rollbackRelease);
