import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

const workflows = globSync([".github/workflows/*.yml", "workflows-templates/*.yml"]);
const jobs = workflows.flatMap((file) => {
  const { jobs } = parse(readFileSync(file, "utf8")) as { readonly jobs: Readonly<Record<string, Job>> };
  return Object.entries(jobs).map(([id, job]) => [`${file} ${id}`, job] as const);
});

/** What installs packages here. */
const INSTALLS = /\bnpm (?:install|ci)\b|node-24\.sh|\.ci\/run|scripts\/test\b/;

test.each(globSync("apps/*/Dockerfile"))("%s takes its base images by digest", (file) => {
  const images = [...readFileSync(file, "utf8").matchAll(/^FROM +(\S+)/gm)].map(([, image]) => image);
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) expect(image).toMatch(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test.each(globSync(["scripts/**/*.sh", "tools/**/*.sh", "apps/*/Dockerfile", ".ci/run", ...workflows]))(
  "%s installs packages without their scripts",
  (file) => {
    const commands = readFileSync(file, "utf8")
      .split("\n")
      // What people are told to run is in quotes or in a text.
      .filter((line) => /^ *(?:RUN |- run: )?npm (?:install|ci)\b/.test(line));
    for (const command of commands) expect(command).toContain("--ignore-scripts");
  },
);

describe("jobs that write", () => {
  const writing = jobs.filter(([, { permissions = {} }]) => Object.values(permissions).includes("write"));

  test("are there, and some of them install", () => {
    const installing = writing.filter(([, { steps = [] }]) =>
      steps.some(({ run = "" }) => INSTALLS.test(run)),
    );
    expect(installing.map(([name]) => name)).toEqual([".github/workflows/publish.yml version"]);
  });

  test.each(writing)("%s installs with no token in the environment", (_name, { steps = [] }) => {
    const installing = steps.filter(({ run = "" }) => INSTALLS.test(run));
    for (const { env = {} } of installing) {
      expect(Object.values(env).filter((value) => /token|secrets\./i.test(value))).toEqual([]);
    }
  });
});

describe("the Apps' keys", () => {
  const users = jobs.filter(([, job]) =>
    /secrets\.RE(?:LEASE|PORT)_APP_PRIVATE_KEY/.test(JSON.stringify(job.steps ?? [])),
  );

  test.each(users)("%s names the environment that has them", (_name, { environment }) => {
    expect(["releases", "reports"]).toContain(environment);
  });

  test("are used by these jobs", () => {
    expect(users.map(([name]) => name.replace(/.*\//, "")).sort()).toEqual([
      "promote-release.yml promote",
      "promote-release.yml promote",
      "publish.yml pin",
      "publish.yml version",
      "release.yml release",
      "report-running.yml report",
      "retire-release.yml retire",
      "retire-release.yml retire",
      "rollback-release.yml rollback",
      "rollback-release.yml rollback",
      "update-database.yml update",
      "update-database.yml update",
    ]);
  });
});
