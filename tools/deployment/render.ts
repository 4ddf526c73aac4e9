import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { decidePin } from "../../actions/pin-image/src/decide.ts";
import type { Resource } from "./resource.ts";

/** The command that renders a folder: `kubectl kustomize`, or kustomize itself. */
export type Renderer = readonly [command: string, ...args: string[]];

/**
 * Renders deployment/ with components on top, as Argo CD does for an Application with `kustomize.components`.
 * @param folder an empty one to work in
 * @param components from deployment/: `overlays/prod`
 * @param digest pinned first, as a publish does; without it, the folder as it is
 */
export function render(
  renderer: Renderer,
  folder: string,
  components: readonly string[],
  digest?: string,
): readonly Resource[] {
  cpSync("deployment", join(folder, "deployment"), { recursive: true });
  if (digest !== undefined) pin(join(folder, "deployment/kustomization.yaml"), digest);
  const top = join(folder, "top");
  mkdirSync(top);
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: ["../deployment"],
    components: components.map((component) => `../deployment/${component}`),
  };
  writeFileSync(join(top, "kustomization.yaml"), JSON.stringify(kustomization));
  const [command, ...args] = renderer;
  return readResources(execFileSync(command, [...args, top], { encoding: "utf8" }));
}

/** The resources of a file with YAML documents. */
export function readResources(text: string): readonly Resource[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    if (document.contents === null) return [];
    const resource: Resource = document.toJS();
    return [resource];
  });
}

function pin(path: string, digest: string): void {
  const image = { name: "release-channel-api", image: "ghcr.io/acme/release-channel-api", digest };
  const decision = decidePin(readFileSync(path, "utf8"), image, path);
  if (decision.outcome === "pinned") writeFileSync(path, decision.after);
}
