/** Ends with 0 when the engines are built on this machine: `node tools/engines/is-built.ts`. */
import { areBuilt } from "./build.ts";

process.exitCode = areBuilt() ? 0 : 1;
