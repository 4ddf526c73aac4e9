import type { RepositorySettings } from "../../github/settings/repository-settings.ts";
import { StepError } from "../errors.ts";
import { valuesOf } from "../settings.ts";

/**
 * The secrets of an environment, for a job that names it. One that does not exist yet is made by the first job that
 * names it, without rules and secrets.
 * @param ref of the run, in full
 * @throws {StepError} if its deployment branches do not include the ref: GitHub fails the job before its first step
 * @see https://docs.github.com/actions/reference/deployments-and-environments
 */
export function environmentSecrets(
  settings: Readonly<RepositorySettings>,
  name: string,
  ref: string,
): Readonly<Record<string, string>> {
  const environment = settings.environments.get(name.toLowerCase());
  if (environment === undefined) return {};
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  const mayUse = environment.branches?.some(
    (policy) => branch !== undefined && wildcard(policy.name).test(branch),
  );
  if (mayUse === false) {
    throw new StepError(
      `${branch === undefined ? `"${ref}"` : `Branch "${branch}"`} is not allowed to deploy to ${environment.name} due to environment protection rules.`,
    );
  }
  return valuesOf(environment.secrets);
}

/** `*` stops at a slash. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`);
