/**
 * Schemathesis over the release API, in a process of its own: `node tools/schemathesis.ts SECONDS`. It ends with 0 when
 * no answer is a server's error or other than `/openapi.json` says.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { makeFiles } from "../apps/release-api/testing/files.ts";
import { SAMPLE_POLICY, sampleRecords } from "../apps/release-api/testing/sample.ts";
import { startServerProcess } from "../apps/release-api/testing/server-process.ts";

const CONFIG = join(import.meta.dirname, "external/schemathesis.toml");
const seconds = Number(process.argv[2]);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error(`"${process.argv[2] ?? ""}" is no number of seconds: give a whole one, 1 or more.`);
  process.exit(2);
}
const files = await makeFiles(sampleRecords(Date.now()));
await files.swap("policy.json", JSON.stringify(SAMPLE_POLICY));
const api = await startServerProcess({ DATABASE_PATH: files.databasePath });
try {
  const child = spawn(
    "schemathesis",
    [
      `--config-file=${CONFIG}`,
      "run",
      `${api.url}/openapi.json`,
      `--max-time=${seconds}`,
      "--continue-on-failure",
      // Its answer never ends, and what waits for the end finds no fault: apps/release-api/events has its tests.
      "--exclude-path=/v1/events",
      "--generation-database=none",
      "--no-color",
    ],
    { stdio: "inherit", cwd: files.directory },
  );
  await once(child, "exit");
  process.exitCode = child.exitCode ?? 1;
} finally {
  await api.stop();
  await files.remove();
}
