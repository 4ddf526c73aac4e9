import { runAction } from "../../../lib/runner/run-action.ts";
import { reportRunning } from "./report-running.ts";

await runAction(reportRunning);
