import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { renderings, type Rendered } from "./renderings.ts";

const CHART = "helm/argo-stack";
const { schemas } = JSON.parse(readFileSync(`${CHART}/tests/schemas.generated.json`, "utf8")) as {
  schemas: Record<string, object>;
};
const all = renderings();
const text = JSON.stringify;

interface Spec {
  readonly project: string;
  readonly template: Rendered;
  readonly generators: readonly {
    readonly pullRequest: { readonly github: { readonly labels?: unknown } };
  }[];
}
const specOf = (object: Rendered): Spec => (object as unknown as { readonly spec: Spec }).spec;
/** The Application that an ApplicationSet makes. */
const templateOf = (set: Rendered): Rendered => specOf(set).template;
const labelsOf = (set: Rendered): unknown => specOf(set).generators[0]?.pullRequest.github.labels;

const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map(Object.entries(schemas).map(([kind, schema]) => [kind, ajv.compile(schema)]));

/** What Argo's own schema has against an object; nothing for Kubernetes' own kinds. */
function problems(object: Rendered): readonly string[] {
  const validate = validators.get(object.kind);
  if (validate === undefined || validate(object)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

test("every example and case has its rendering", () => {
  const values = [...globSync(`${CHART}/examples/*.yaml`), ...globSync(`${CHART}/tests/cases/*.yaml`)];
  expect([...all.keys()]).toEqual(values.map((path) => basename(path, ".yaml")).sort());
});

test("what is rendered comes from the chart's templates, and from each of them", () => {
  const sources = globSync(`${CHART}/tests/expected/*.yaml`).flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/^# Source: argo-stack\/(.+)$/gm)].map(
      ([, source = ""]) => source,
    ),
  );
  const templates = globSync("templates/**/*.yaml", { cwd: CHART });
  expect([...new Set(sources)].sort()).toEqual(templates.sort());
});

test("Argo's schemas are there for every kind of Argo's", () => {
  const kinds = [...all.values()].flat().filter(({ apiVersion }) => apiVersion.startsWith("argoproj.io/"));
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(Object.keys(schemas)));
});

describe.each([...all])("%s", (_, objects) => {
  test("is valid by Argo's schemas", () => {
    expect(objects.map((object) => [object.kind, object.metadata.name, problems(object)])).toEqual(
      objects.map(({ kind, metadata }) => [kind, metadata.name, []]),
    );
  });

  test("names every object once", () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    expect(names).toEqual([...new Set(names)]);
    for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });

  test("holds no secret, and no id that became a float", () => {
    expect(objects.map(({ kind }) => kind)).not.toContain("Secret");
    expect(text(objects)).not.toMatch(/PRIVATE KEY|\de\+\d/);
  });
});

test("the schemas can refuse", () => {
  const application = all.get("one-installation")?.find(({ kind }) => kind === "Application");
  expect(application).toBeDefined();
  const broken = { ...application, spec: { project: 1, destinatoin: {} } } as unknown as Rendered;
  expect(problems(broken)).toEqual(
    expect.arrayContaining([
      "/spec must have required property 'destination'",
      "/spec must NOT have additional properties",
      "/spec/project must be string",
    ]),
  );
});

test("an Application syncs by itself, repeats, prunes and cleans up", () => {
  const application = all.get("one-installation")?.find(({ kind }) => kind === "Application");
  expect(application).toMatchObject({
    metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io/foreground"] },
    spec: { syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: 5 } } },
  });
});

test("every Application and preview has a finalizer that Kubernetes does not warn of", () => {
  const templates = [...all.values()].flat().flatMap((object) => {
    if (object.kind === "Application") return [object];
    return object.kind === "ApplicationSet" ? [templateOf(object)] : [];
  });
  expect(templates.length).toBeGreaterThan(5);
  for (const template of templates) {
    expect(template.metadata).toMatchObject({
      finalizers: ["resources-finalizer.argocd.argoproj.io/foreground"],
    });
  }
});

test("previews ask for labels, and are in a project that no Application is in", () => {
  const sets = [...all.values()].flat().filter(({ kind }) => kind === "ApplicationSet");
  const projects = [...all.values()]
    .flat()
    .flatMap((object) => (object.kind === "Application" ? [specOf(object).project] : []));
  expect(sets.map((set) => [labelsOf(set), specOf(templateOf(set)).project])).toEqual([
    [["preview"], "my-app-previews"],
    [["preview", "reviewed"], "previews"],
    [["on"], "true"],
    [["preview"], "previews"],
    [["preview", "reviewed"], "previews"],
  ]);
  for (const set of sets) expect(projects).not.toContain(specOf(templateOf(set)).project);
});

describe("registrations of one repository", () => {
  const objects = (all.get("monorepo") ?? []).map((object) => [object.kind, text(object)] as const);
  const found = (kind: string, pattern: RegExp): readonly string[] =>
    objects
      .filter(([each]) => each === kind)
      .flatMap(([, json]) => [...json.matchAll(pattern)].map(([, value = ""]) => value));

  test("each have a status of their own for what they prepare", () => {
    const contexts = /"name":"context","value":"(Release Data Prep[^"]*)"/g;
    expect(found("WorkflowTemplate", contexts)).toEqual([
      "Release Data Prep / 1e4 / Main",
      "Release Data Prep / web / Main",
    ]);
    expect(found("Sensor", contexts)).toEqual([
      "Release Data Prep / 1e4 / Main",
      "Release Data Prep / 1e4 / PR",
      "Release Data Prep / web / Main",
      "Release Data Prep / web / PR",
    ]);
  });

  test("each have previews of their own", () => {
    expect(found("ApplicationSet", /"argo-stack\/environment":"([^"]*)"/g)).toEqual([
      "preview/pr-{{ .number }}/1e4",
      "preview/pr-{{ .number }}/web",
    ]);
  });

  test("and one alone needs no name for that", () => {
    const alone = [...(all.get("data-prep-values") ?? []), ...(all.get("several-sources") ?? [])].map(
      (object) => text(object),
    );
    expect(alone.join("\n")).toContain('"Release Data Prep / Main"');
    expect(alone.join("\n")).toContain('"preview/pr-{{ .number }}"');
  });
});

describe("data preparation", () => {
  const prepared = all.get("data-prep-values") ?? [];
  const workflow = prepared.find(({ kind }) => kind === "WorkflowTemplate") as unknown as {
    spec: { entrypoint: string; onExit: string; templates: { name: string; container?: Container }[] };
  };
  interface Container {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  }
  const container = (name: string) => workflow.spec.templates.find((each) => each.name === name)?.container;

  test("says pending first, and every outcome at exit", () => {
    expect(workflow.spec.onExit).toBe("report-outcome");
    const steps = text(workflow.spec.templates.find(({ name }) => name === "report-outcome"));
    for (const [phase, state] of [
      ["Succeeded", "success"],
      ["Failed", "failure"],
      ["Error", "error"],
    ])
      expect(steps).toContain(
        `${text({ when: `"{{workflow.status}}" == "${phase}"` }).slice(1, -1)},"arguments":{"parameters":[{"name":"state","value":"${state}"}`,
      );
  });

  test("reports with the suite's command, its key by reference alone", () => {
    const report = container("report");
    expect(report?.command).toEqual(["report-commit-status"]);
    expect(report?.args).toEqual([
      "--state={{inputs.parameters.state}}",
      "--description={{inputs.parameters.description}}",
      "--repository={{workflow.parameters.repository}}",
      "--sha={{workflow.parameters.sha}}",
      "--context={{workflow.parameters.context}}",
      "--target-url=https://workflows.example.org/workflows/{{workflow.namespace}}/{{workflow.name}}",
      "--app-id=999",
      "--installation-id=12345678",
    ]);
    expect(report?.env).toEqual([
      { name: "INPUT_PRIVATE_KEY", valueFrom: { secretKeyRef: { name: "github-app", key: "private-key" } } },
    ]);
  });

  test("starts on pushes to its branch and on its own pull requests", () => {
    const sensors = prepared.filter(({ kind }) => kind === "Sensor").map((sensor) => text(sensor));
    expect(sensors).toHaveLength(2);
    expect(sensors[0]).toContain(`"body.ref","type":"string","value":["^refs/heads/main$"]`);
    expect(sensors[1]).toContain(text(["^refs/heads/release-1\\.x$"]));
    for (const sensor of sensors) expect(sensor).toContain(`"body.pull_request.head.repo.full_name"`);
  });
});

test.each(["application", "applicationset", "database"])(
  "the release API's %s subscribes to what there is",
  (file) => {
    const manifest = readFileSync(`deployment/argocd/${file}.yaml`, "utf8");
    const subscriptions = [...manifest.matchAll(/subscribe\.([\w-]+)\.([\w-]+): ""/g)];
    const config = all.get("data-prep-values")?.find(({ kind }) => kind === "ConfigMap") as unknown as {
      data: Record<string, string>;
    };
    expect(subscriptions.map(([, trigger]) => trigger)).toEqual([
      "github-syncing",
      "github-deployed",
      "github-sync-failed",
      "github-degraded",
    ]);
    for (const [, trigger = "", service = ""] of subscriptions) {
      expect(Object.keys(config.data)).toEqual(
        expect.arrayContaining([`trigger.${trigger}`, `service.${service}`]),
      );
    }
  },
);

test("the README's links lead somewhere", () => {
  const readme = readFileSync(`${CHART}/README.md`, "utf8");
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((path) => !existsSync(`${CHART}/${path}`))).toEqual([]);
});
