import { runStages } from "../../../lib/action/stage.ts";
import { createDeployment } from "./create-deployment.ts";
import { finishDeployment } from "./finish-deployment.ts";

await runStages({ main: createDeployment, post: finishDeployment });
