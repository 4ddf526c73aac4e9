import { join } from "node:path";
import { startGitHub, tokenFor } from "@release-channels/sandbox";
import type { Arena } from "../burst/strategy.ts";
import { serializeDatabase } from "../database.ts";
import type { ArenaOptions, ChaosArena } from "./arena.ts";
import { deliver } from "./deliver.ts";
import { injectFaults } from "./faults.ts";

/** As many processes at a time as two cores can handle. */
const AT_ONCE = 12;

/** Each release is written by a job of its own. */
export async function startActionsArena({ directory, seed, deliveries }: ArenaOptions): Promise<ChaosArena> {
  const github = await startGitHub({ directory: join(directory, "github"), seed });
  const repository = await github.createRepository("acme/releases", {
    files: { "db/db.json": serializeDatabase([]) },
  });
  const jobs = jobsIn({ github, repository, directory });
  injectFaults(github);
  return {
    github,
    repository,
    start: (await github.tip(repository.fullName)) ?? "",
    atOnce: AT_ONCE,
    deliver: (delivery) => deliver(jobs, delivery),
    end: async () => ({
      figures: { killed: deliveries.filter(({ killAfterMs }) => killAfterMs !== undefined).length },
      broken: [],
    }),
    close: () => github.close(),
  };
}

/** Where the release repository's own jobs write. */
export function jobsIn({ github, repository, directory }: Omit<Arena, "token">): Arena {
  const permissions = { actions: "read", contents: "write", metadata: "read" } as const;
  const token = tokenFor(github, [repository.fullName], permissions, "actions");
  return { github, repository, directory, token };
}
