import type { Condition } from "./objects.ts";

/**
 * Whether a Kustomization that is not ready for this reason stays so without another commit. The others pass when something
 * else is ready, or are judged by themselves: `reconcile` and `checkHealth` in
 * https://github.com/fluxcd/kustomize-controller/blob/v1.7.3/internal/controller/kustomization_controller.go
 */
export function isFinal({ reason }: Condition): boolean {
  return !["DependencyNotReady", "ArtifactFailed", "HealthCheckFailed", "Progressing"].includes(reason);
}
