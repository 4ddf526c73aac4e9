/** Holds a folder until it is killed: `node hold-folder.ts <folder>`. */
import { lockFolder } from "../folder-lock.ts";

await lockFolder(process.argv[2] ?? "");
process.send?.("held");
setInterval(() => {}, 60_000);
