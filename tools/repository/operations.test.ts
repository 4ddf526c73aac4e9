import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { load } from "../../apps/release-api/database/load.ts";
import { file } from "../../apps/release-api/testing/files.ts";
import { startServerProcess } from "../../apps/release-api/testing/server-process.ts";
import { blocksIn } from "./pages.ts";

const PAGE = "docs/operations.md";
const text = readFileSync(PAGE, "utf8");
const blockWith = (words: string): string =>
  blocksIn("sh").find((block) => block.page === PAGE && block.text.includes(words))?.text ?? "";
const namesIn = (words: string) => new Set(words.match(/\brelease_api_[a-z_]+/g));

/** A folder with these files, for as long as the shell runs in it. */
function shell(script: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "operations-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return execFileSync("bash", ["-euc", script], { cwd: folder, encoding: "utf8" }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("every metric has its row, and no other is named", async () => {
  const server = await startServerProcess({ DATABASE_PATH: "db/db.json" });
  const scraped = await (await server.get("/metrics")).text();
  await server.stop();
  const known = new Set([...scraped.matchAll(/^# TYPE (release_api_\w+)/gm)].map(([, name = ""]) => name));
  expect(known).toContain("release_api_request_duration_seconds");
  const rows = [...text.matchAll(/^\| `(release_api_[a-z_]+)`/gm)].map(([, name = ""]) => name);
  expect(new Set(rows)).toEqual(known);
  const named = [...namesIn(text)].map((name) =>
    known.has(name) ? name : name.replace(/_(count|sum|bucket)$/, ""),
  );
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test.each([
  ["with a policy", '{ "version": 1, "channels": ["dev"] }\n'],
  ["without one", undefined],
])("the command for the version says what the API says, %s", (_name, policy) => {
  const database = '{ "version": 1, "x-note": "é😀", "releases": [] }\n';
  const command = blockWith("createHash").replace("git pull --quiet && ", "");
  const read = { database: file("db/db.json", database), policy: file("db/policy.json", policy) };
  const loaded = load(read, undefined, Date.now());
  const files = { "db/db.json": database, ...(policy !== undefined && { "db/policy.json": policy }) };
  expect(loaded).toMatchObject({ kind: "loaded", data: { version: shell(command, files) } });
});

test.each(['"', "'", ""])("the commit of the image is found between %j", (quote) => {
  const [line = ""] = blockWith("pin-image.revision").split("\n");
  const pinned = `  annotations:\n    release-channel-api.pin-image/revision: ${quote}0a1b${quote}\n`;
  expect(shell(`${line}; echo "$revision"`, { "deployment/kustomization.yaml": pinned })).toBe("0a1b");
});
