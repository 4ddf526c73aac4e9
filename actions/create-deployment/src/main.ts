import { runPhases } from "../../../lib/runner/run-phases.ts";
import { createDeployment } from "./create-deployment.ts";
import { finishDeployment } from "./finish-deployment.ts";

await runPhases({ main: createDeployment, post: finishDeployment });
