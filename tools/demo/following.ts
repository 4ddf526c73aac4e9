import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHub } from "@release-channels/sandbox";
import { textAt } from "../../apps/deploy-server/narrow.ts";
import { eventually, startProcess, type ServerProcess } from "../../lib/http/testing/server-process.ts";
import type { Screen } from "./screen.ts";

const MAIN = fileURLToPath(new URL("../../apps/release-api/main.ts", import.meta.url));

/** Starts a release API that follows the release repository by itself, without an image for each release. */
export function startFollowing(
  github: GitHub,
  { directory, releases }: { readonly directory: string; readonly releases: string },
): Promise<ServerProcess> {
  const token = github.createToken({
    actor: "acme-reader",
    kind: "pat",
    repositories: [releases],
    permissions: { contents: "read", metadata: "read" },
  });
  return startProcess(MAIN, {
    RELEASE_REPOSITORY: releases,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_TOKEN: token,
    FOLLOW_FOLDER: join(directory, "following"),
  });
}

/** What is looked at: that release API, and the release repository. */
interface Followed {
  readonly following: ServerProcess;
  releasesGit(...args: readonly string[]): Promise<string>;
}

/** Waits until that release API serves the newest commit, and shows how long after the commit it did. */
export async function servedWithoutImage(world: Followed, screen: Screen, commit: string): Promise<void> {
  const health = await eventually(
    async () => {
      const found: unknown = await (await world.following.get("/v1/health")).json();
      return textAt(found, "followed", "commit") === commit ? found : undefined;
    },
    () => `the release API that follows the repository did not serve ${commit}`,
  );
  // In whole seconds: it is up to one less.
  const committed = Number(await world.releasesGit("log", "-1", "--format=%ct", commit)) * 1000;
  const seconds = (Date.parse(textAt(health, "loaded_at") ?? "") - committed) / 1000;
  screen.hop(
    "followed",
    `${commit.slice(0, 7)} is served without an image, ${seconds.toFixed(1)} s after it`,
  );
}
