import { runAction } from "../../../lib/action/run-action.ts";
import { rollbackRelease } from "./rollback-release.ts";

await runAction(rollbackRelease);
