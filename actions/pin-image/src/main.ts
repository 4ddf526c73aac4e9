import { runAction } from "../../../lib/action/run-action.ts";
import { pinImage } from "./pin-image.ts";

await runAction(pinImage);
