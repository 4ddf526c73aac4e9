import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "@jest/globals";

const root = mkdtempSync(join(tmpdir(), "tools-"));
const cache = join(root, "cache/release-channels-tools");
afterAll(() => rmSync(root, { recursive: true }));

beforeEach(() => {
  rmSync(root, { recursive: true });
  cpSync("tools/external", join(root, "tools/external"), { recursive: true });
});

/** Asks for the tool of a pin and runs it, with a cache of its own and no registry. */
function use(pin: string) {
  writeFileSync(join(root, "tools/external/pins"), `${pin}\n`);
  return spawnSync("bash", ["-euo", "pipefail", "-c", "source tools/external/use.sh tool; tool"], {
    cwd: root,
    env: {
      ...process.env,
      XDG_CACHE_HOME: join(root, "cache"),
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_fetch_retries: "0",
    },
    encoding: "utf8",
  });
}

/** A folder that npm installs, which brings one program. Returns what a pin calls it. */
function makePackage(program: string): string {
  const folder = join(root, "package@1.0.0");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "package", version: "1.0.0", bin: { [program]: "program" } }),
  );
  writeFileSync(join(folder, "program"), "#!/bin/sh\necho It runs.\n", { mode: 0o755 });
  return join(root, "package");
}

const cached = (): readonly string[] => (existsSync(cache) ? readdirSync(cache) : []);

test("a tool is installed once and runs", () => {
  const pin = `tool npm ${makePackage("tool")} 1.0.0`;
  expect(use(pin)).toMatchObject({ status: 0, stdout: "It runs.\n" });
  expect(use(pin)).toMatchObject({ status: 0, stdout: "It runs.\n", stderr: "" });
  const folders = cached().filter((name) => name !== "tool-1.0.0");
  expect(folders).toEqual([expect.stringMatching(/^tool-\w{6}$/)]);
});

test("a tool whose folder has been cleared away is installed again", () => {
  const pin = `tool npm ${makePackage("tool")} 1.0.0`;
  use(pin);
  for (const name of cached()) if (name !== "tool-1.0.0") rmSync(join(cache, name), { recursive: true });
  expect(use(pin)).toMatchObject({ status: 0, stdout: "It runs.\n" });
  expect(use(pin)).toMatchObject({ status: 0, stdout: "It runs.\n", stderr: "" });
});

test.each([
  ["cannot be had", () => "npm nothing", "tool 1.0.0 could not be installed from npm."],
  ["brings another program", () => `npm ${makePackage("other")}`, "package 1.0.0 brought no program tool."],
  ["comes from nowhere", () => "nowhere nothing", "nowhere is no place to install tool from"],
])("a tool that %s leaves nothing in the cache", (_, source, message) => {
  const { status, stderr } = use(`tool ${source()} 1.0.0`);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
  expect(cached()).toEqual([]);
});
