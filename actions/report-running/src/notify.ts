import Bottleneck from "bottleneck/light.js";
import { withAccess, type Credentials } from "../../../lib/github/access.ts";
import type { UpdateResult } from "../../../lib/github/deployments/deployment-update.ts";
import { updateDeployments } from "../../../lib/github/deployments/update-deployments.ts";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import type { Session } from "../../../lib/github/session.ts";
import { repositoryKey } from "../../../lib/releases/documents/repository-name.ts";
import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import { explain } from "../../../lib/runner/explain.ts";
import type { ReportedUpdate } from "./updates.ts";

/** The outcome of one report. `unproved`: the source is only claimed, so nobody was notified. */
export interface Notification extends ReportedUpdate {
  readonly outcome: UpdateResult["outcome"] | "unproved";
  /** Empty unless failed. */
  readonly reason: string;
}

/** Repositories reported to concurrently; GitHub allows 100 concurrent requests. */
const AT_ONCE = 10;

/**
 * Notifies each source repository through its own installation, even if others fail. Five requests per repository, or two
 * with a token; one more per promoted or rolled-back build, and two in total for those.
 */
export async function notifySources(
  session: Session,
  credentials: Credentials,
  updates: readonly ReportedUpdate[],
): Promise<readonly Notification[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  const proved = updates.flatMap(({ report, update }) =>
    report.proved === undefined ? [] : { report, update, source: report.proved },
  );
  // One that was renamed may be here under both names.
  const repositories = Map.groupBy(proved, ({ source }) => source.repositoryId);
  const results = await Promise.all(
    [...repositories.values()].map((group) => pool.schedule(() => notifySource(session, credentials, group))),
  );
  const unproved = updates.filter(({ report }) => report.proved === undefined);
  return [
    ...results.flat(),
    ...unproved.map((one) => ({ ...one, outcome: "unproved" as const, reason: "" })),
  ];
}

interface ProvedUpdate extends ReportedUpdate {
  readonly source: ProvedSource;
}

const NOT_FOUND: UpdateResult = { outcome: "missing" };

/** What GitHub answers where somebody else has taken a name that the repository had. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "app-not-installed",
  "app-not-on-repository",
  "missing-permission",
  "not-found",
]);

/** By the names that it had, until one leads there: GitHub leads on from a former one unless somebody else has taken it. */
async function notifySource(
  session: Session,
  credentials: Credentials,
  group: readonly ProvedUpdate[],
): Promise<readonly Notification[]> {
  const updates = group.map(({ update, source }) => ({ ...update, sha: source.sha }));
  let failure: unknown;
  for (const source of sourcesByName(group)) {
    const access = {
      ...session,
      credentials,
      repository: repositoryNamed(source.repository),
      repositoryId: source.repositoryId,
      permissions: { deployments: "write" },
    } as const;
    try {
      const results = await withAccess(access, (reached) => updateDeployments(reached, updates));
      return group.map((one, index) => notification(one, results[index] ?? NOT_FOUND));
    } catch (error) {
      failure = error;
      if (!ELSEWHERE.has(codeOf(error) ?? "")) break;
    }
  }
  return group.map((one) => notification(one, { outcome: "failed", error: failure }));
}

/** A group's sources, each name once; those of what runs are the newest and come first. */
function sourcesByName(group: readonly ProvedUpdate[]): readonly ProvedSource[] {
  const sources = group
    .toSorted((a, b) => Number(b.report.fate === "running") - Number(a.report.fate === "running"))
    .map(({ source }) => source);
  const byName = Map.groupBy(sources, ({ repository }) => repositoryKey(repository));
  return [...byName.values()].flatMap(([first]) => first ?? []);
}

function notification({ report, update }: ProvedUpdate, { outcome, error }: UpdateResult): Notification {
  return { report, update, outcome, reason: outcome === "failed" ? explain(error) : "" };
}
