import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";

/** What a person fills in, or a workflow passes on, is what the action would take without it. */
interface Asked {
  readonly inputs?: Readonly<Record<string, { readonly default?: string | boolean }>>;
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
}
interface Workflow {
  readonly on?: { readonly workflow_call?: Asked | null; readonly workflow_dispatch?: Asked | null };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly outputs?: Readonly<Record<string, string>>;
        readonly if?: string;
        readonly name?: string;
        readonly uses?: string;
        readonly steps?: readonly {
          readonly uses?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

const read = (file: string): Workflow => parse(readFileSync(file, "utf8")) as Workflow;
const files = globSync([
  ".github/workflows/*.yml",
  "workflows-templates/*.yml",
  "examples/*/.github/workflows/*.yml",
]).sort();

/** A form's input that an action's input takes as it is. */
interface Passed {
  readonly file: string;
  readonly form: string;
  readonly action: string;
  readonly input: string;
}

const passed: readonly Passed[] = files.flatMap((file) => {
  const { jobs } = read(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  return steps.flatMap(({ uses = "", with: given = {} }) => {
    const [action] = /actions\/[a-z-]+(?=@v1$|$)/.exec(uses) ?? [];
    if (action === undefined || uses.startsWith("actions/")) return [];
    return Object.entries(given).flatMap(([input, value]) => {
      const [, form = ""] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(String(value)) ?? [];
      return form === "" ? [] : [{ file, form, action, input }];
    });
  });
});

test("forms pass on what they ask for", () => {
  const known = passed.map(({ file, form }) => `${file} ${form}`);
  expect(known).toEqual(
    expect.arrayContaining([
      "workflows-templates/promote-release.yml fail_on_held",
      ".github/workflows/retire-release.yml containers",
    ]),
  );
});

test.each(passed)(
  "$file: $form is by default what $action takes for $input",
  ({ file, form, action, input }) => {
    const { inputs = {} } = parse(readFileSync(`${action}/action.yml`, "utf8")) as Asked;
    const preset = String(inputs[input]?.default ?? "");
    const { on = {} } = read(file);
    for (const asked of [on.workflow_call, on.workflow_dispatch]) {
      const asks = asked?.inputs?.[form];
      if (asks !== undefined) expect(String(asks.default ?? "")).toBe(preset);
    }
  },
);

describe("a called workflow's output", () => {
  const outputs = files.flatMap((file) =>
    Object.entries(read(file).on?.workflow_call?.outputs ?? {}).map(
      ([name, { value }]) => [file, name, value] as const,
    ),
  );

  test.each(outputs)("of %s, %s, is the step's of that name", (file, name, value) => {
    const [, job = "", output] = /^\$\{\{ jobs\.(\w+)\.outputs\.(\w+) \}\}$/.exec(value) ?? [];
    expect(output).toBe(name);
    // Put together of two steps' outputs.
    if (file.endsWith("/publish.yml") && name === "image") return;
    const own = name.replaceAll("_", "[_-]");
    expect(read(file).jobs[job]?.outputs?.[name]).toMatch(
      new RegExp(`^\\$\\{\\{ steps\\.\\w+\\.outputs\\.${own} \\}\\}$`),
    );
  });
});

test("whatever publishes leaves it out where PUBLISH is false", () => {
  const publishing = files.flatMap((file) =>
    Object.values(read(file).jobs).filter(({ uses = "" }) => uses.endsWith("/workflows/publish.yml")),
  );
  expect(publishing.length).toBeGreaterThan(3);
  for (const { if: condition = "" } of publishing) expect(condition).toContain("vars.PUBLISH != 'false'");
});

test.each(files)(
  "%s calls each of its jobs something else, as their statuses are told apart by that",
  (file) => {
    const names = Object.entries(read(file).jobs).map(([id, { name = id }]) => name);
    expect(new Set(names).size).toBe(names.length);
  },
);
