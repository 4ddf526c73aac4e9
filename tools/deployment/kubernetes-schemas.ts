/**
 * Writes tools/deployment/schemas.generated.json: the schemas of the kinds in deployment/, from Kubernetes' own
 * OpenAPI description and Argo CD's own CRDs (Go modules k8s.io/kubernetes and github.com/argoproj/argo-cd: fetched into
 * a temporary folder, never installed). Needs Go.
 * Usage: node tools/deployment/kubernetes-schemas.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { extractSchemas } from "./extract-schemas.ts";

/** Update these to follow new versions. */
const KUBERNETES = "k8s.io/kubernetes@v1.34.1";
const ARGO_CD = "github.com/argoproj/argo-cd/v3@v3.1.8";
const target = new URL("schemas.generated.json", import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "kubernetes-schemas-"));

function download(module: string): string {
  const answer = execFileSync("go", ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" });
  const { Dir }: { readonly Dir: string } = JSON.parse(answer);
  return Dir;
}

const description = JSON.parse(
  readFileSync(join(download(KUBERNETES), "api/openapi-spec/swagger.json"), "utf8"),
);
const crds = join(download(ARGO_CD), "manifests/crds");
const schemas = extractSchemas(
  description,
  ["application", "applicationset", "appproject"].map((name) =>
    parse(readFileSync(join(crds, `${name}-crd.yaml`), "utf8")),
  ),
);
writeFileSync(target, `${JSON.stringify({ from: [KUBERNETES, ARGO_CD], ...schemas })}\n`);
