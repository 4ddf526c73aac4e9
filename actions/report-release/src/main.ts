import { runPhases } from "../../../lib/runner/run-phases.ts";
import { finishReports, startReports } from "./report-release.ts";

await runPhases({ main: startReports, post: finishReports });
