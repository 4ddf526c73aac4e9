import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { parse, stringify } from "yaml";
import { parseDeployConfig } from "../../lib/deploys/config/deploy-config.ts";
import { parseServerConfig } from "../../lib/deploys/config/server-config.ts";
import { InvalidDocument } from "../../lib/releases/documents/problem.ts";
import type { Resource } from "../deployment/resource.ts";
import { schemaProblems } from "../deployment/schema-problems.ts";
import { blocksIn, named } from "./pages.ts";
import { workflowProblems } from "./workflow-problems.ts";

const JOB_KEYS = new Set([
  "environment",
  "if",
  "needs",
  "permissions",
  "runs-on",
  "secrets",
  "steps",
  "strategy",
  "uses",
  "with",
]);

/** A block's workflow: a part of one is put where it belongs. */
function workflowOf(block: unknown): object | undefined {
  if (Array.isArray(block)) return aroundJob({ steps: block });
  const keys = Object.keys(block as object);
  if (keys.includes("on")) return block as object;
  if (keys.includes("jobs")) return { on: "push", ...(block as object) };
  if (keys.every((key) => JOB_KEYS.has(key))) return aroundJob(block as Readonly<Record<string, unknown>>);
  return undefined;
}

function aroundJob({ needs, ...job }: Readonly<Record<string, unknown>>): object {
  const called = "uses" in job;
  const whole = called ? job : { "runs-on": "ubuntu-latest", steps: [{ run: "true" }], ...job };
  const earlier = { "runs-on": "ubuntu-latest", steps: [{ run: "true" }] };
  const others = needs === undefined ? [] : [needs].flat().map((name) => [name as string, earlier] as const);
  return {
    on: "push",
    jobs: { ...Object.fromEntries(others), job: { ...(needs !== undefined && { needs }), ...whole } },
  };
}

/** What a part of db/server.yaml that lists people alone needs around it. */
const aroundPeople = `version: 1
clusters: { eu: { engine: kubernetes, kubeconfig: "file:/etc/clusters/eu" } }
targets: { my-app/dev: [{ cluster: eu, namespace: my-app }], my-app/prod: [{ cluster: eu, namespace: my-app }] }
`;

async function problemsOf(place: string, text: string): Promise<readonly string[]> {
  const block: unknown = parse(text);
  if (Object.hasOwn(block as object, "server")) return chartProblems(block);
  // The deploy server's own, by what only that has.
  if (Object.hasOwn(block as object, "clusters")) return readProblems(() => parseServerConfig(text, place));
  if (Object.hasOwn(block as object, "people"))
    return readProblems(() => parseServerConfig(`${aroundPeople}${text}`, place));
  if (Object.hasOwn(block as object, "channels")) {
    const { name } = block as { readonly name?: unknown };
    return readProblems(() => parseDeployConfig(text, `${String(name)}.yaml`));
  }
  const workflow = workflowOf(block);
  if (workflow !== undefined) {
    // A whole workflow is checked as it is written, so that a message names the line.
    return await workflowProblems(place, workflow === block ? text : stringify(workflow));
  }
  const resource = block as Partial<Resource>;
  if (resource.apiVersion !== undefined && resource.kind !== undefined)
    return schemaProblems([block as Resource]);
  return [`${place}: neither a workflow, a part of one, nor a resource of a cluster`];
}

const ajv = new Ajv({ allErrors: true, strict: false });
const isServerChart = ajv.compile(
  JSON.parse(readFileSync("helm/deploy-server/values.schema.json", "utf8")) as object,
);

/** Values of the chart deploy-server, upon its defaults as Helm puts them. */
function chartProblems(values: unknown): readonly string[] {
  const defaults = parse(readFileSync("helm/deploy-server/values.yaml", "utf8")) as Values;
  if (isServerChart(merged(defaults, values as Values))) return [];
  return (isServerChart.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

interface Values {
  readonly [name: string]: unknown;
}

function merged(below: Values, above: Values): Values {
  const isMap = (value: unknown): value is Values =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(above).map(([name, value]) => {
    const old = below[name];
    return [name, isMap(old) && isMap(value) ? merged(old, value) : value] as const;
  });
  return { ...below, ...Object.fromEntries(entries) };
}

function readProblems(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return error.message.split("\n");
  }
}

describe("YAML blocks", () => {
  test.each(named(blocksIn("yaml", "yml")))("%s", async (_name, { place, text }) => {
    expect(await problemsOf(place, text)).toEqual([]);
  });
});

describe("examples", () => {
  test.each(globSync("actions/*/examples/*.yml").map((path) => [path]))("%s", async (path) => {
    expect(await workflowProblems(path, readFileSync(path, "utf8"))).toEqual([]);
  });
});

describe("mistakes are reported", () => {
  test.each([
    ["- uses: acme/releases/actions/no-such@v1\n", "does not exist"],
    ["- uses: acme/releases/actions/pin-image@v1\n  with: { nmae: x }\n", "has no input nmae"],
    ["- uses: acme/releases/actions/pin-image@v1\n", "needs the input digest"],
    ["- uses: acme/releases/actions/validate-database@main\n", "@v1 is what users say"],
    ["- uses: acme/releases/.github/workflows/ci.yml@v1\n", "does not exist"],
    ["- use: actions/checkout@v5\n", "Unexpected value 'use'"],
    [
      "on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps: [{ run: 'echo ${{ nosuch.x }}' }]\n",
      "nosuch",
    ],
    ["version: 1\nclusters: {}\ntargets: { my-app/prod: [{ cluster: eu }] }\n", "eu"],
    ["version: 1\nname: my-app\nchannels: { dev: { autodeploy: [config] } }\n", "lacks track"],
    ["apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { prots: [] }\n", "prots"],
    ["some: thing\n", "neither a workflow"],
  ])("%s", async (text, message) => {
    expect((await problemsOf("page", text)).join("\n")).toContain(message);
  });
});
