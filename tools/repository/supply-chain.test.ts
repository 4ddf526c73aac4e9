import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

type Env = Readonly<Record<string, unknown>>;
interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Env;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  /** The workflow's, too. */
  readonly env?: Env;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

const workflows = globSync([".github/workflows/*.yml", "workflows-templates/*.yml"]);
const jobs = workflows.flatMap((file) => {
  const { env, jobs } = parse(readFileSync(file, "utf8")) as {
    readonly env?: Env;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  return Object.entries(jobs).map(
    ([id, job]) => [`${file} ${id}`, { ...job, env: { ...env, ...job.env } }] as const,
  );
});

/** What installs packages: npm's commands, and this repository's scripts that use them. */
const NPM =
  /\bnpm (?:i|install|add|ci|exec|x)\b|\bnpx\b|\b(?:yarn|pnpm|pip3?|pipx|gem)\b (?:add|install|dlx|run)\b/;
const INSTALLS = new RegExp(`${NPM.source}|node-24\\.sh|\\.ci/run|scripts/test\\b`);

test.each(globSync("apps/*/Dockerfile"))("%s takes its base images by digest", (file) => {
  const images = [...readFileSync(file, "utf8").matchAll(/^FROM +(\S+)/gm)].map(([, image]) => image);
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) expect(image).toMatch(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test.each(globSync("apps/*/Dockerfile"))("%s takes nothing else from a registry", (file) => {
  const text = readFileSync(file, "utf8");
  const stages = [...text.matchAll(/^FROM .* AS (\S+)$/gm)].map(([, name]) => name);
  for (const [, from] of text.matchAll(/--(?:mount=\S*\b)?from=([^\s,]+)/g)) expect(stages).toContain(from);
  // It would name an image that reads the file, by its tag.
  expect(text).not.toMatch(/^# *syntax *=/im);
});

test.each(globSync(["scripts/**/*.sh", "tools/**/*.sh", "apps/*/Dockerfile", ".ci/run", ...workflows]))(
  "%s installs packages without their scripts",
  (file) => {
    const commands = readFileSync(file, "utf8")
      .split("\n")
      // What people are told to run is in quotes or in a text.
      .filter((line) => new RegExp(`^ *(?:RUN |- run: )?(?:${NPM.source})`).test(line));
    for (const command of commands) expect(command).toMatch(/^ *(?:RUN |- run: )?npm .*--ignore-scripts/);
  },
);

describe("jobs that write", () => {
  const writing = jobs.filter(([, { permissions = {} }]) => Object.values(permissions).includes("write"));

  test("are there, and some of them install", () => {
    const installing = writing.filter(([, { steps = [] }]) =>
      steps.some(({ run = "" }) => INSTALLS.test(run)),
    );
    expect(installing.map(([name]) => name)).toEqual([
      ".github/workflows/publish.yml version",
      // Only where the runner has no Node 24, and nothing that was installed runs but that.
      ".github/workflows/publish.yml image",
    ]);
  });

  test.each(writing)("%s installs with no token in the environment", (_name, { env: ofJob, steps = [] }) => {
    const installing = steps.filter(({ run = "" }) => INSTALLS.test(run));
    for (const { env = {} } of installing) {
      const values = Object.values({ ...ofJob, ...env }).map(String);
      expect(values.filter((value) => /token|secrets\./i.test(value))).toEqual([]);
    }
  });

  test.each(writing)("%s installs with no token in the checkout", (_name, { steps = [] }) => {
    if (!steps.some(({ run = "" }) => INSTALLS.test(run))) return;
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    for (const { with: given = {} } of checkouts) expect(given["persist-credentials"]).toBe(false);
  });
});

describe("the Apps' keys, and the token that stands for one,", () => {
  const users = jobs.filter(([, { steps = [], env }]) =>
    /secrets\.(?:RE(?:LEASE|PORT)_APP_PRIVATE_KEY|REPORT_TOKEN)/.test(JSON.stringify([steps, env])),
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
