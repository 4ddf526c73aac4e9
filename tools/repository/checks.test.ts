import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly run?: string }[];
}

const jobsOf = (file: string): ReadonlyMap<string, Job> =>
  new Map(Object.entries((parse(readFileSync(file, "utf8")) as { jobs: Record<string, Job> }).jobs));

describe("a release of the actions", () => {
  const jobs = jobsOf(".github/workflows/release.yml");
  const needsOf = (name: string): readonly string[] => [jobs.get(name)?.needs ?? []].flat();
  /** Everything that must pass before a job starts. */
  const before = (name: string): readonly string[] => needsOf(name).flatMap((one) => [one, ...before(one)]);

  test("is checked by a job that cannot write anything", () => {
    const check = jobs.get("check");
    expect(check?.steps?.map(({ run }) => run)).toContain(".ci/run");
    expect(check?.permissions).toEqual({ contents: "read" });
  });

  test("starts nothing that may write until all checks pass, whatever else fails", () => {
    const writing = [...jobs].filter(([, { permissions = {} }]) =>
      Object.values(permissions).includes("write"),
    );
    expect(writing.map(([name]) => name)).toEqual(["release"]);
    for (const [name, job] of writing) {
      expect(before(name)).toContain("check");
      expect(job.if).toBeUndefined();
    }
  });
});

interface Checked {
  /** The scripts that fail. */
  readonly failing?: readonly string[];
  /** The checks that are named; all, where none is. */
  readonly named?: readonly string[];
}

/** `.ci/run` itself, in a folder where each script and program that it starts only records how it was started. */
function runChecks({ failing = [], named = [] }: Checked = {}) {
  const folder = mkdtempSync(join(tmpdir(), "checks-"));
  const started = join(folder, "started");
  const stub = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const name = path.replace(/^bin\//, "");
    const code = failing.includes(name) ? 1 : 0;
    const words = `"$(printf '%s ' ${name} "$@")"`;
    writeFileSync(join(folder, path), `#!/bin/sh\necho ${words} >> ${started}\necho Said.\nexit ${code}\n`, {
      mode: 0o755,
    });
  };
  try {
    for (const path of [".ci", "tools/external"]) cpSync(path, join(folder, path), { recursive: true });
    for (const path of ["scripts/test", "scripts/demo", ...globSync("tools/check-*.sh")]) stub(path);
    for (const program of ["npm", "node"]) stub(`bin/${program}`);
    writeFileSync(join(folder, "scripts/node-24.sh"), "");
    const { status, stdout } = spawnSync(join(folder, ".ci/run"), named, {
      env: {
        HOME: folder,
        PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
        CHROMIUM_PATH: "/bin/sh",
      },
      encoding: "utf8",
    });
    const lines = readFileSync(started, "utf8").trim().split("\n");
    return { status, stdout, started: lines.map((line) => line.trim()) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe(".ci/run", () => {
  const scripts = globSync("tools/check-*.sh").sort();
  const { scripts: npm } = JSON.parse(readFileSync("package.json", "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const ofNpmRunCheck = (npm["check"] ?? "").split(" && ").map((command) => command.replace("npm run ", ""));
  let whole: ReturnType<typeof runChecks>;
  let broken: ReturnType<typeof runChecks>;
  beforeAll(() => {
    whole = runChecks();
    broken = runChecks({ failing: ["tools/check-bundles.sh"] });
  });

  test("starts the tests, all of npm run check, every tools/check-*.sh, and the demo", () => {
    expect(scripts).toContain("tools/check-bundles.sh");
    expect(ofNpmRunCheck).toEqual(["typecheck", "lint", "format:check"]);
    expect(whole.started).toEqual(
      expect.arrayContaining([
        "scripts/test",
        "scripts/demo",
        "node tools/generate.ts --check",
        ...ofNpmRunCheck.map((name) => `npm run --silent ${name}`),
        ...scripts.map((path) => (path === "tools/check-engines.sh" ? `${path} --if-built` : path)),
      ]),
    );
    expect(whole.status).toBe(0);
  });

  test("continues after a failing check, and fails", () => {
    expect(broken.started).toEqual(whole.started);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/FAILED/);
  });

  test("runs the checks that are named, alone", () => {
    const { started } = runChecks({ named: ["actionlint", "types"] });
    const asked = started.filter((line) => !line.endsWith(" --version"));
    expect(asked).toEqual(["npm run --silent typecheck", "tools/check-actionlint.sh"]);
    expect(runChecks({ named: ["tests"] })).toMatchObject({
      started: ["scripts/test"],
      stdout: expect.stringMatching(/\nSaid\.\n$/),
    });
  });
});
