import { runAction } from "../../../lib/action/run-action.ts";
import { updateDatabase } from "./update-database.ts";

await runAction(updateDatabase);
