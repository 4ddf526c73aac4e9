import { fileURLToPath } from "node:url";

/** Has a folder `<owner>/<name>` with an action for each of other people's actions that the sandbox has its own of. */
export const STAND_INS = fileURLToPath(new URL(".", import.meta.url));
