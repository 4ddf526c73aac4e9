import { runPhases } from "../../../lib/action/run-phases.ts";
import { finishReport, startReport } from "./report-commit-status.ts";

await runPhases({ main: startReport, post: finishReport });
