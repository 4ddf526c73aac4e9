import { runAction } from "../../../lib/action/run-action.ts";
import { reportRunning } from "./report-running.ts";

await runAction(reportRunning);
