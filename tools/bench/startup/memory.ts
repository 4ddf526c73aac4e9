import { writeFileSync } from "node:fs";

/** Loaded into a measured process: leaves the most memory it ever held, in KiB. */
process.on("exit", () => {
  const file = process.env["MEMORY_FILE"];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
