import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { workflowProblem } from "@release-channels/sandbox";
import { parse } from "yaml";

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
}
interface Declared {
  readonly inputs?: Record<string, unknown>;
  readonly secrets?: Record<string, unknown>;
}
interface Workflow {
  readonly on?: { readonly workflow_dispatch?: Declared | null; readonly workflow_call?: Declared | null };
  readonly permissions?: unknown;
  readonly jobs: Record<
    string,
    { readonly steps?: readonly Step[]; readonly "timeout-minutes"?: number; readonly uses?: string }
  >;
}

const files = [
  ...globSync(".github/workflows/*.yml"),
  ...globSync("workflows-templates/*.yml"),
  ...globSync("examples/*/.github/workflows/*.yml"),
  ...globSync("tools/demo/my-app/.github/workflows/*.yml"),
];
const templates = globSync("workflows-templates/*.yml");

/** The inputs of one of our actions; undefined for any other. */
function inputsOf(uses: string): readonly string[] | undefined {
  const ours = /^(?:\.(?:\/\.release-channels)?|[\w.-]+\/[\w.-]+)\/(actions\/[a-z-]+)(?:@|$)/;
  const [, action] = ours.exec(uses) ?? [];
  if (action === undefined) return undefined;
  const { inputs = {} } = parse(readFileSync(`${action}/action.yml`, "utf8")) as {
    inputs?: Record<string, unknown>;
  };
  return Object.keys(inputs);
}

test("there are workflows and templates", () => {
  expect(files).toEqual(expect.arrayContaining([".github/workflows/update-database.yml"]));
  expect(templates).toEqual(expect.arrayContaining(["workflows-templates/update-release-channel.yml"]));
});

describe.each(files.map((file) => [file]))("%s", (file) => {
  const text = readFileSync(file, "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  test("is valid by GitHub's own schema", async () => {
    expect(await workflowProblem(file, text)).toBeUndefined();
  });

  test("puts no expression into a shell script", () => {
    expect(steps.map(({ run = "" }) => run).filter((run) => run.includes("${{"))).toEqual([]);
  });

  test("starts with no permissions", () => {
    expect(workflow.permissions).toEqual({});
  });

  test("gives our actions only inputs that they have", () => {
    for (const { uses = "", with: given = {} } of steps) {
      const known = inputsOf(uses);
      if (known !== undefined) expect(known).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });

  test("names nothing by $/, which neither GitHub Enterprise Server nor runners before 2.336 know", () => {
    const used = [...jobs, ...steps].flatMap(({ uses }) => uses ?? []);
    expect(used.filter((uses) => uses.startsWith("$/"))).toEqual([]);
  });

  test("uses every input and secret that it asks for", () => {
    const used = JSON.stringify(workflow.jobs);
    const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b(?!-)`).test(used);
    for (const asked of [workflow.on?.workflow_dispatch, workflow.on?.workflow_call]) {
      const names = [
        ...Object.keys(asked?.inputs ?? {}).map((name) => `inputs.${name}`),
        ...Object.keys(asked?.secrets ?? {}).map((name) => `secrets.${name}`),
      ];
      expect(names.filter((name) => !isUsed(name))).toEqual([]);
    }
  });

  test("passes each input on under its own name, where the action has it", () => {
    for (const { uses = "", with: given = {} } of steps) {
      const known = inputsOf(uses);
      for (const [name, value] of Object.entries(given)) {
        const [, input = ""] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(String(value)) ?? [];
        const own = input.replaceAll("_", "-");
        if (known?.includes(own) === true) expect(name).toBe(own);
      }
    }
  });

  test("refers to actions in a form that every GitHub and every runner supports", () => {
    for (const { uses = "" } of steps) expect(uses).not.toMatch(/^\$/);
    // In a called workflow, `./` means the caller's files: this job must have checked the action out.
    for (const { steps: own = [] } of jobs) {
      for (const [index, { uses = "" }] of own.entries()) {
        const folder = /^\.\/\.release-channels\/(.+)$/.exec(uses)?.[1];
        if (folder === undefined) continue;
        const checkout = own
          .slice(0, index)
          .findLast(({ with: given }) => given?.["path"] === ".release-channels");
        expect(checkout?.with).toMatchObject({
          repository: "${{ inputs.actions_repository || job.workflow_repository || github.repository }}",
          ref: "${{ inputs.actions_ref || job.workflow_sha || github.event.repository.default_branch }}",
          "sparse-checkout": folder,
          "persist-credentials": false,
        });
        // A checkout of the commit empties the workspace, but the action's post step still needs its file.
        const later = own.slice(index).filter((step) => step.uses?.startsWith("actions/checkout@") === true);
        expect(later).toEqual([]);
      }
    }
  });

  test("limits each job's time", () => {
    const own = jobs.filter((job) => job.uses === undefined && !file.includes("/demo/"));
    expect(own.every((job) => job["timeout-minutes"] !== undefined)).toBe(true);
  });

  test("pins third-party actions to a commit and names the version", () => {
    const foreign = steps.flatMap(({ uses = "" }) =>
      /^([.$]\/|$)|\/actions\/[a-z-]+@v1$/.test(uses) ? [] : [uses],
    );
    for (const uses of foreign) {
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`${uses} # v\\d`));
    }
  });
});

test.each(templates.map((file) => [file]))("%s has its properties", (file) => {
  const path = file.replace(/\.yml$/, ".properties.json");
  expect(existsSync(path)).toBe(true);
  const properties = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  expect(Object.keys(properties)).toEqual(["name", "description", "iconName", "categories", "filePatterns"]);
});
