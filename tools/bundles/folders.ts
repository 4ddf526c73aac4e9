import { actionNames } from "../generate/action-docs.ts";

/** The folders whose `src` is bundled into their `dist`: every action's, and that of the container image's program. */
export function bundleFolders(): readonly string[] {
  return [...actionNames().map((name) => `actions/${name}`), "apps/action-image"];
}
