import { runAction } from "../../../lib/action/run-action.ts";
import { triggerDispatch } from "./trigger-dispatch.ts";

await runAction(triggerDispatch);
