import { runAction } from "../../../lib/runner/run-action.ts";
import { validateDeployConfigs } from "./validate-deploy-configs.ts";

await runAction(validateDeployConfigs);
