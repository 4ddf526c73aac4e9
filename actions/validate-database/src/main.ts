import { runAction } from "../../../lib/action/run-action.ts";
import { validateDatabase } from "./validate-database.ts";

await runAction(validateDatabase);
