import { writeFileSync } from "node:fs";

/** Loaded into a measured process: records its peak memory, in KiB. */
process.on("exit", () => {
  const file = process.env["MEMORY_FILE"];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
