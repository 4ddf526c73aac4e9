import type { IdTokenJob } from "@release-channels/sandbox";
import { SOURCE, type TestWorld } from "./world.ts";

/** The file of the workflow whose jobs ask. */
export const WORKFLOW = ".github/workflows/deploy.yml";

/** A token that says that a job asks the server: one of `WORKFLOW` on main, unless more is said. */
export function jobToken(
  { github, settings }: Pick<TestWorld, "github" | "settings">,
  repository = SOURCE,
  more: Partial<IdTokenJob> = {},
): Promise<string> {
  const [sha, ref] = ["1a2b3c4d".repeat(5), "refs/heads/main"];
  return github.oidc.mint(
    {
      repository: github.repository(repository),
      ref,
      sha,
      runId: 10,
      runNumber: 3,
      runAttempt: 1,
      actor: "erin",
      eventName: "push",
      workflow: { name: "Deploy", repository, path: WORKFLOW, ref, sha },
      ...more,
    },
    settings.publicUrl,
  );
}
