import { repositoryKey } from "../../../lib/releases/documents/repository-name.ts";
import Bottleneck from "bottleneck/light.js";
import type { CredentialInputs } from "../../../lib/runner/credentials.ts";
import { stepLog } from "../../../lib/runner/log.ts";
import { withAccess } from "../../../lib/github/access.ts";
import { settleDeployments } from "../../../lib/github/deployments/settle.ts";
import type { Settlement } from "../../../lib/github/deployments/verdict.ts";
import type { Patience } from "../../../lib/github/persist.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import type { ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import type { Told } from "./verdict.ts";

/** What became of one report. `unproved`: nothing but a claim says where it comes from, so nobody was told. */
export interface TellResult extends Told {
  readonly outcome: Settlement["outcome"] | "unproved";
  /** Empty unless failed. */
  readonly reason: string;
}

/** Repositories at once; GitHub allows 100 requests. */
const AT_ONCE = 10;

/**
 * Tells each source repository, through its own installation, whatever becomes of the others. Five requests for a
 * repository, or two with a token; and one for each build that was promoted or gone back to, with two for all of those.
 */
export async function tellSources(
  told: readonly Told[],
  credentials: CredentialInputs,
  patience: Patience,
): Promise<readonly TellResult[]> {
  const pool = new Bottleneck({ maxConcurrent: AT_ONCE });
  const proved = told.flatMap(({ report, verdict }) =>
    report.proved === undefined ? [] : { report, verdict, source: report.proved },
  );
  // By name, which the App's installation is found by: one that was renamed may be here under both.
  const repositories = Map.groupBy(proved, ({ source }) => repositoryKey(source.repository));
  const results = await Promise.all(
    [...repositories.values()].map((group) => pool.schedule(() => tellSource(group, credentials, patience))),
  );
  const unproved = told.filter(({ report }) => report.proved === undefined);
  return [
    ...results.flat(),
    ...unproved.map((one) => ({ ...one, outcome: "unproved" as const, reason: "" })),
  ];
}

interface ProvedTold extends Told {
  readonly source: ProvedSource;
}

const NOT_FOUND: Settlement = { outcome: "missing", reason: "" };

async function tellSource(
  group: readonly ProvedTold[],
  credentials: CredentialInputs,
  patience: Patience,
): Promise<readonly TellResult[]> {
  const repository = repositoryNamed(group[0]?.source.repository ?? "");
  const options = { ...patience, log: stepLog, permissions: { deployments: "write" } } as const;
  try {
    const verdicts = group.map(({ verdict, source }) => ({ ...verdict, sha: source.sha }));
    const settlements = await withAccess(credentials, repository, options, ({ client, token }) =>
      settleDeployments(client, { repository, token }, verdicts, patience),
    );
    return group.map(({ report, verdict }, index) => ({
      report,
      verdict,
      ...(settlements[index] ?? NOT_FOUND),
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return group.map(({ report, verdict }) => ({ report, verdict, outcome: "failed", reason }));
  }
}
