import { runAction } from "../../../lib/runner/run-action.ts";
import { validateDatabase } from "./validate-database.ts";

await runAction(validateDatabase);
