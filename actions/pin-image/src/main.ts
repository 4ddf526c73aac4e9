import { runAction } from "../../../lib/runner/run-action.ts";
import { pinImage } from "./pin-image.ts";

await runAction(pinImage);
