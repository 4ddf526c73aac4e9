import { runPhases } from "../../../lib/runner/run-phases.ts";
import { finishReport, startReport } from "./report-commit-status.ts";

await runPhases({ main: startReport, post: finishReport });
