import { runAction } from "../../../lib/runner/run-action.ts";
import { deploy } from "./deploy.ts";

await runAction(deploy);
