/**
 * Schemathesis over the release API, in a process of its own, and over the deploy server: `node tools/schemathesis.ts
 * SECONDS`, for each. It ends with 0 when no answer is a server's error or other than `/openapi.json` says.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownToken } from "../apps/deploy-server/testing/own-token.ts";
import { RELEASES, startTestWorld } from "../apps/deploy-server/testing/world.ts";
import { makeFiles } from "../apps/release-api/testing/files.ts";
import { SAMPLE_POLICY, sampleRecords } from "../apps/release-api/testing/sample.ts";
import { startServerProcess } from "../apps/release-api/testing/server-process.ts";

const CONFIG = join(import.meta.dirname, "external/schemathesis.toml");
const seconds = Number(process.argv[2]);
if (!Number.isInteger(seconds) || seconds < 1) {
  console.error(`"${process.argv[2] ?? ""}" is no number of seconds: give a whole one, 1 or more.`);
  process.exit(2);
}
const codes = [await checkReleaseApi(), await checkDeployServer()];
process.exitCode = Math.max(...codes);

async function checkReleaseApi(): Promise<number> {
  const files = await makeFiles(sampleRecords(Date.now()));
  await files.swap("policy.json", JSON.stringify(SAMPLE_POLICY));
  const api = await startServerProcess({ DATABASE_PATH: files.databasePath });
  try {
    // Its answer never ends, and what waits for the end finds no fault: apps/release-api/events has its tests.
    return await check(api.url, ["--exclude-path=/v1/events"]);
  } finally {
    await api.stop();
    await files.remove();
  }
}

/** As somebody who may ask for deploys: what is asked for is worked on meanwhile. */
async function checkDeployServer(): Promise<number> {
  const world = await startTestWorld();
  try {
    world.github.setPermission(RELEASES, "alice", "read");
    const token = await ownToken(world.github, { login: "alice", app: world.githubApp });
    // Signatures, cursors and the names of targets are refused although the document allows their form.
    const options = ["--exclude-checks=positive_data_acceptance"];
    return await check(world.url, [...options, `--header=Authorization: Bearer ${token}`]);
  } finally {
    await world.stop();
  }
}

/** @param url the server's @returns the exit code */
async function check(url: string, options: readonly string[]): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "schemathesis-"));
  try {
    const child = spawn(
      "schemathesis",
      [
        `--config-file=${CONFIG}`,
        "run",
        `${url}/openapi.json`,
        `--max-time=${seconds}`,
        "--continue-on-failure",
        "--generation-database=none",
        "--no-color",
        ...options,
      ],
      { stdio: "inherit", cwd: directory },
    );
    await once(child, "exit");
    return child.exitCode ?? 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
