import { runAction } from "../../../lib/runner/run-action.ts";
import { triggerDispatch } from "./trigger-dispatch.ts";

await runAction(triggerDispatch);
