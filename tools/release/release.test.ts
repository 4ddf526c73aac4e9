import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runScript } from "../../scripts/setup/run-script.ts";

const CHANGELOG = "# Changelog\n\n## 1.10.0 (soon)\n\n- More.\n\n## 1.2.3\n\n- First.\n\n## 1.2.4\n\n";

let folder: string;
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Mona", "-c", "user.email=mona@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
const commit = (subject: string) => git("commit", "--quiet", "--allow-empty", "-m", subject);
const run = (name: string, ...args: string[]) =>
  runScript(resolve(`tools/release/${name}.sh`), args, { cwd: folder });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
  git("init", "--quiet", "--initial-branch=main");
  git("init", "--quiet", "--bare", "origin.git");
  git("remote", "add", "origin", join(folder, "origin.git"));
  writeFileSync(join(folder, "CHANGELOG.md"), CHANGELOG);
  commit("First");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("check-version", () => {
  test("prints the version's section", async () => {
    git("tag", "v1.2.2");
    expect(await run("check-version", "1.2.3")).toEqual({ exitCode: 0, stdout: "\n- First.\n", stderr: "" });
    expect((await run("check-version", "1.10.0")).stdout).toContain("- More.");
  });

  test.each([
    ["v1.2.3", 'the version is "v1.2.3": three numbers are allowed'],
    ["1.2", 'the version is "1.2"'],
    ["1.2.0", "the tag v1.2.0 exists: an exact version never moves."],
    ["1.1.9", "v1.1.9 is older than v1.2.0: take a version above it."],
    ["1.2.4", 'CHANGELOG.md has no section "## 1.2.4" with text'],
    ["1.3.0", 'CHANGELOG.md has no section "## 1.3.0"'],
  ])("refuses %s", async (version, message) => {
    git("tag", "v1.2.0");
    const result = await run("check-version", version);
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toContain(message);
  });
});

describe("push-tag", () => {
  const remote = (tag: string) => git("--git-dir", "origin.git", "rev-parse", `refs/tags/${tag}`);

  test("pushes an exact version once and never moves it", async () => {
    expect((await run("push-tag", "v1.2.3")).exitCode).toBe(0);
    const first = remote("v1.2.3");
    commit("Second");
    expect((await run("push-tag", "v1.2.3")).exitCode).not.toBe(0);
    expect(remote("v1.2.3")).toBe(first);
  });

  test("moves a major version, and creates it if it does not exist", async () => {
    expect((await run("push-tag", "v1", "--move")).exitCode).toBe(0);
    commit("Second");
    expect((await run("push-tag", "v1", "--move")).exitCode).toBe(0);
    expect(remote("v1")).toBe(git("rev-parse", "HEAD"));
  });
});

test("the changelog has the sections that check-version reads", () => {
  expect(readFileSync("CHANGELOG.md", "utf8")).toMatch(/^## \d+\.\d+\.\d+$/m);
});

describe("verify-bundles", () => {
  /** A `gh` that knows these files' attestations, and records how it is called. */
  const verify = (template: string, attested: readonly string[]) => {
    mkdirSync(join(folder, "bin"));
    const cases = attested.map((file) => `  *" ${file} "*) exit 0 ;;\n`).join("");
    writeFileSync(
      join(folder, "bin/gh"),
      `#!/bin/sh\necho "$*" >> '${folder}/asked'\ncase " $* " in\n${cases}esac\nexit 1\n`,
      { mode: 0o755 },
    );
    for (const action of ["pin-image", "pin-images"]) {
      mkdirSync(join(folder, `actions/${action}/dist`), { recursive: true });
      writeFileSync(join(folder, `actions/${action}/dist/index.js`), "");
    }
    return runScript(resolve("tools/release/verify-bundles.sh"), template === "" ? [] : [template], {
      cwd: folder,
      env: { PATH: `${join(folder, "bin")}:${process.env["PATH"]}` },
    });
  };
  const [one, other] = ["actions/pin-image/dist/index.js", "actions/pin-images/dist/index.js"] as const;

  test("requires the template's release workflow, for each bundle", async () => {
    expect(await verify("acme/template", [one, other])).toEqual({
      exitCode: 0,
      stdout: "2 bundles are those that acme/template released.\n",
      stderr: "",
    });
    expect(readFileSync(join(folder, "asked"), "utf8")).toBe(
      [one, other]
        .map(
          (file) =>
            `attestation verify ${file} --repo acme/template --signer-workflow acme/template/.github/workflows/release.yml\n`,
        )
        .join(""),
    );
  });

  test("names the bundle that no release attests, and checks the others", async () => {
    const result = await verify("acme/template", [other]);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(`No release of acme/template attests ${one}.`);
    expect(result.stdout).not.toContain(`attests ${other}`);
    expect(readFileSync(join(folder, "asked"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("refuses to run without a template", async () => {
    const result = await verify("", []);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("Set the repository's variable TEMPLATE_REPOSITORY");
  });
});
