import { runAction } from "../../../lib/runner/run-action.ts";
import { updateDatabase } from "./update-database.ts";

await runAction(updateDatabase);
