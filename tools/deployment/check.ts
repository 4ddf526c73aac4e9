/**
 * Renders deployment/ with each of its overlays and components, as it is and with an image pinned, and checks the result
 * against the cluster's own schemas and this project's rules. `tools/check-deployment.sh` runs it.
 * Usage: node tools/deployment/check.ts <command that renders a folder …>
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { argoProblems } from "./argo-problems.ts";
import { readResources, render, type Renderer } from "./render.ts";
import type { Resource } from "./resource.ts";
import { schemaProblems } from "./schema-problems.ts";
import { UNPUBLISHED, workloadProblems } from "./workload-problems.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined)
  throw new Error("Usage: node tools/deployment/check.ts <command that renders a folder …>");
const renderer: Renderer = [command, ...args];

const components = globSync("deployment/{overlays,components}/*/kustomization.yaml")
  .map((path) => relative("deployment", dirname(path)))
  .sort();
const variants = [[], ...components.map((component) => [component])];
const SAMPLE = `sha256:${"0123456789abcdef".repeat(4)}`;

const problems: string[] = [];
const rendered: Resource[] = [];
for (const digest of [undefined, SAMPLE]) {
  for (const variant of variants) {
    const name = ["deployment", ...variant, ...(digest === undefined ? [] : ["pinned"])].join(" + ");
    const resources = renderVariant(variant, digest);
    const found = [
      ...schemaProblems(resources),
      ...workloadProblems(resources),
      ...(digest === undefined ? [] : pinProblems(resources)),
    ];
    console.log(`${name}: ${resources.length} resources, ${found.length} problems`);
    problems.push(...found.map((problem) => `${name}: ${problem}`));
    rendered.push(...resources);
  }
}
const argo = globSync("deployment/argocd/*.yaml").flatMap((path) =>
  readResources(readFileSync(path, "utf8")),
);
const found = [...schemaProblems(argo), ...argoProblems(argo, rendered)];
console.log(`deployment/argocd: ${argo.length} resources, ${found.length} problems`);
problems.push(...found.map((problem) => `deployment/argocd: ${problem}`));

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function renderVariant(variant: readonly string[], digest: string | undefined): readonly Resource[] {
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  try {
    return render(renderer, folder, variant, digest);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pin that affects no manifest would not change the cluster. */
function pinProblems(resources: readonly Resource[]): readonly string[] {
  const text = JSON.stringify(resources);
  return [
    ...(text.includes(SAMPLE) ? [] : ["no container runs the pinned digest"]),
    ...(text.includes(UNPUBLISHED) ? [`${UNPUBLISHED} is still there`] : []),
  ];
}
