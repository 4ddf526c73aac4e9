import { fullName, nameKey, type RepositoryName } from "../../../lib/github/repository.ts";
import { eventCommit } from "../../../lib/runner/event-commit.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { parseRepository, parseSha } from "../../../lib/runner/parse-input.ts";
import type { Run } from "../../../lib/runner/run.ts";
import type { StatusTarget } from "./pending-report.ts";

export interface RequestedTargets {
  readonly repository: string | undefined;
  readonly repositories: string | undefined;
  readonly sha: string | undefined;
}

/**
 * The commits to report on, each once.
 * @throws InputError
 */
export function findTargets(requested: RequestedTargets, run: Run): readonly StatusTarget[] {
  const { repositories, repository = run.repository, sha } = requested;
  if (repositories === undefined) {
    const name = parseRepository("repository", repository);
    return [{ repository: name, sha: findSha(sha, name, run) }];
  }
  if (requested.repository !== undefined) {
    throw new InputError("repository", repository, "with repositories, put it in that list.");
  }
  const targets = entriesOf(repositories).map((entry) => {
    const [, text = "", own] = /^([^@]*)(?:@(.*))?$/.exec(entry) ?? [];
    const name = parseRepository("repositories", text);
    return {
      repository: name,
      sha: own === undefined ? findSha(sha, name, run) : parseSha("repositories", own),
    };
  });
  return [...new Map(targets.map((target) => [keyOf(target), target])).values()];
}

function entriesOf(list: string): readonly string[] {
  const entries = list
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.length === 0)
    throw new InputError("repositories", list, "name at least one repository, as owner/name.");
  return entries;
}

function findSha(given: string | undefined, repository: RepositoryName, run: Run): string {
  if (given !== undefined) return parseSha("sha", given);
  const commit = eventCommit(run, fullName(repository));
  if (typeof commit !== "string") throw new InputError("sha", "", commit.reason);
  return parseSha("sha", commit);
}

function keyOf({ repository, sha }: StatusTarget): string {
  return `${nameKey(fullName(repository))}@${sha}`;
}
