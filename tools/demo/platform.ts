import { applicationFiles, releaseRepository } from "./template.ts";
import type { World } from "./world.ts";

export const NEW_RELEASES = "globex/releases";
export const NEW_APP = "globex/my-app";

/** The tokens of a platform team before set-up. */
export interface PlatformTeam {
  /** Can administer both repositories. */
  readonly token: string;
  /** The value of RELEASE_API_PAT: contents of the release repository only. */
  readonly releaseToken: string;
}

/** An organisation with a release repository just created by "Use this template", and an application. */
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
