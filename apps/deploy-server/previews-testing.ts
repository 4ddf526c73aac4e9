import { afterAll, beforeAll } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { NOW } from "../../lib/store/lease.ts";
import { previewsOf, type StoredPreview } from "../../lib/store/previews.ts";
import { startConfigWorld, type ConfigWorld } from "./testing/config-world.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { RELEASES } from "./testing/world.ts";

/** A world with a cluster, and how the previews of branches stand in it. */

export let world: ConfigWorld;
export let image: string;
beforeAll(async () => {
  world = await startConfigWorld();
  image = `${world.registry.host}/acme/my-app`;
});
afterAll(() => world.stop());

export const PREVIEWS = ", previews: true";
export const [X, NEAR] = ["feature/x", "feature-x"];

/** Resolves when a branch's preview stands like this. */
export function stands(
  config: string,
  branch: string,
  says: (preview: StoredPreview | undefined) => boolean,
) {
  let last: unknown;
  return eventually(
    async () => {
      const found = (await previewsOf(world.store.db, [config])).find((one) => one.branch === branch);
      last = found;
      return says(found) ? { found } : undefined;
    },
    () => `not yet: ${JSON.stringify(last)}`,
  );
}

export const live = (sha: string) => (preview: StoredPreview | undefined) =>
  preview?.state === "live" && preview.deployed?.configSha === sha;
export const gone = (preview: StoredPreview | undefined) => preview === undefined;
export const namespaces = (): readonly string[] => world.cluster.namespaces();
export const limitIn = (namespace: string): unknown =>
  Object(world.cluster.get({ kind: "ConfigMap", name: "limits", namespace })?.["data"]).limit;
export const imageIn = (namespace: string): unknown =>
  Object(world.cluster.get({ kind: "Deployment", name: "my-app", namespace })?.["spec"]).template?.spec
    .containers[0].image;

export async function branchFrom(repository: string, branch: string): Promise<void> {
  await moveBranch(world.github, { repository, branch, sha: (await world.github.tip(repository)) ?? "" });
}

/** Has a branch's previews looked at now, and not a minute later. */
export async function wake(branch: string): Promise<void> {
  await world.store.db.updateTable("previews").set({ due_at: NOW }).where("branch", "=", branch).execute();
  world.server.world.nudges.nudge("previews");
}

export async function writeServerYaml(text: string): Promise<void> {
  await pushFiles(world.github, { repository: RELEASES, files: { "db/server.yaml": text } });
  await world.settled();
}

export async function readServerYaml(): Promise<string> {
  return runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/server.yaml");
}
