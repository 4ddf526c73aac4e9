import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "@jest/globals";

test.each([
  ["", "https://api.github.com", "https://github.com"],
  ["https://github.com/acme/releases", "https://api.github.com", "https://github.com"],
  ["https://ghe.example.com/acme/releases", "https://ghe.example.com/api/v3", "https://ghe.example.com"],
  ["https://octocorp.ghe.com/acme/releases", "https://api.octocorp.ghe.com", "https://octocorp.ghe.com"],
])("the API and the pages behind %j", (page, api, web) => {
  const script = 'source scripts/setup/github.sh; API_URL="$(api_of_page "$1")"; echo "$API_URL"; web_url';
  expect(execFileSync("bash", ["-c", script, "bash", page], { encoding: "utf8" })).toBe(`${api}\n${web}\n`);
});

test.each(["/srv/releases", "work:acme/releases", "file:///srv/releases"])(
  "the origin %j names no GitHub, and is not taken for a repository or an API",
  (origin) => {
    for (const derive of ["repository_of_page", "api_of_page"]) {
      const script = `set -e; source scripts/setup/github.sh; FOUND="$(${derive} "$1")"; echo "found $FOUND"`;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "setup", origin], {
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(`the remote "origin" is "${origin}", which is not a repository on GitHub`);
    }
  },
);

test.each([
  ["https://github.com/acme/releases.git", "https://github.com/acme/releases"],
  ["https://x-access-token:secret@github.com/acme/releases/", "https://github.com/acme/releases"],
  ["git@github.com:acme/releases.git", "https://github.com/acme/releases"],
  ["ssh://git@github.com/acme/releases", "https://github.com/acme/releases"],
  ["ssh://git@ssh.github.com:443/acme/releases.git", "https://ssh.github.com/acme/releases"],
  ["ssh://git@ghe.example.com:2222/acme/releases.git", "https://ghe.example.com/acme/releases"],
  ["https://ghe.example.com:8443/acme/releases.git", "https://ghe.example.com:8443/acme/releases"],
])("the origin %s has its pages at %s", async (origin, page) => {
  const folder = await mkdtemp(join(tmpdir(), "origin-"));
  try {
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "remote", "add", "origin", origin]);
    const script = 'source scripts/setup/github.sh; origin_page "$1"';
    expect(execFileSync("bash", ["-c", script, "bash", folder], { encoding: "utf8" })).toBe(`${page}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("setup renames every action of ours", () => {
  const [, ours = ""] =
    /^OURS='actions\/\((.*)\)'$/m.exec(readFileSync("scripts/setup/files.sh", "utf8")) ?? [];
  const actions = globSync("actions/*/action.yml").map((path) => basename(dirname(path)));
  expect(ours.split("|").sort()).toEqual(actions.sort());
});
