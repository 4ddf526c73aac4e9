import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Kustomization } from "../../lib/manifests/kustomization.ts";
import { addRepository } from "./chart.ts";
import { change, register } from "./registration.ts";
import type { World } from "./world.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What set-up replaces with the repository's own address. */
const PLACEHOLDER = "https://github.com/acme/releases";
const KUSTOMIZATION = "deployment/kustomization.yaml";

/** What `deployment/argocd/application.yaml` creates, and where GitHub shows it. */
export const RELEASE_API = {
  application: "release-channel-api",
  context: "argocd/release-channel-api",
  environment: "release-api",
} as const;

/** A release repository's `db/` and `deployment/`, as set-up leaves them. */
export interface ReleaseRepository {
  readonly fullName: string;
  /** The initial text of a file. */
  readonly text: (path: string) => string;
  /** Applies a file of `deployment/argocd/` to the cluster, as docs/deployment.md says. */
  readonly apply: (file: string) => Promise<void>;
  /** Deletes what was applied, and waits until it is gone. */
  readonly remove: (file: string) => Promise<void>;
}

/** Creates one with a pinned image, and lets Argo CD read it and report on it. */
export async function createReleaseRepository(world: World, fullName: string): Promise<ReleaseRepository> {
  const { github } = world.hub;
  const files: Record<string, string> = {};
  for (const path of globSync("{db,deployment}/**/*.*", { cwd: ROOT }))
    files[path] = readFileSync(join(ROOT, path), "utf8").replaceAll(PLACEHOLDER, `${github.url}/${fullName}`);
  const text = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw new Error(`${path} is none of the files of db/ and deployment/.`);
    return found;
  };
  files[KUSTOMIZATION] = pinned(text(KUSTOMIZATION), 1);
  await github.createRepository(fullName, { private: true, files });
  await addRepository(world, fullName);
  await register(world, []);
  const kubectl = (args: readonly string[], file: string): Promise<string> =>
    world.kubernetes.kubectl([...args, "--filename", "-"], text(`deployment/argocd/${file}`));
  return {
    fullName,
    text,
    apply: async (file) => void (await kubectl(["apply"], file)),
    remove: async (file) => void (await kubectl(["delete", "--wait"], file)),
  };
}

/** Pins a release's image, as publishing does. @param release any number, each with its digest @returns the commit */
export function pin(world: World, { fullName, text }: ReleaseRepository, release: number): Promise<string> {
  return change(world, fullName, { [KUSTOMIZATION]: pinned(text(KUSTOMIZATION), release) });
}

function pinned(text: string, release: number): string {
  return new Kustomization(text, KUSTOMIZATION).write({
    name: RELEASE_API.application,
    image: "ghcr.io/acme/release-channel-api",
    digest: `sha256:${String(release).padStart(64, "0")}`,
  });
}
