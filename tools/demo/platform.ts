import { applicationFiles, releaseRepository } from "./template.ts";
import type { World } from "./world.ts";

export const NEW_RELEASES = "globex/releases";
export const NEW_APP = "globex/my-app";

/** What a platform team holds before it has set anything up. */
export interface PlatformTeam {
  /** May administer both repositories. */
  readonly token: string;
  /** What builds get as RELEASE_API_PAT: contents of the release repository, no more. */
  readonly releaseToken: string;
}

/** An organisation whose release repository has just been made by "Use this template", and an application beside it. */
export async function newReleaseRepository({ github }: Pick<World, "github">): Promise<PlatformTeam> {
  await github.createRepository(NEW_RELEASES, { ...(await releaseRepository()), private: true });
  await github.createRepository(NEW_APP, { private: true, files: await applicationFiles() });
  const token = github.createToken({
    actor: "hubot",
    kind: "pat",
    repositories: [NEW_RELEASES, NEW_APP],
    permissions: {
      actions: "write",
      administration: "write",
      contents: "write",
      metadata: "read",
      pull_requests: "write",
      secrets: "write",
      variables: "write",
      workflows: "write",
    },
  });
  const releaseToken = github.createToken({
    actor: "globex-release-bot",
    kind: "pat",
    repositories: [NEW_RELEASES],
    permissions: { contents: "write", metadata: "read" },
  });
  return { token, releaseToken };
}
