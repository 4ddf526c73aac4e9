/** A repository's owner and name, as Octokit's routes take them. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** @returns undefined if the text is not `owner/name`; GitHub lets no name end with .git, which addresses for git do */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,98})\/([A-Za-z0-9._-]{1,100})$/.exec(text);
  const [, owner, repo] = match ?? [];
  if (owner === undefined || repo === undefined || /\.git$/i.test(repo)) return undefined;
  return { owner, repo };
}

export function fullName({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`;
}

/** The same, for a name that comes from GitHub. */
export function repositoryNamed(text: string): RepositoryName {
  const name = parseRepositoryName(text);
  if (name === undefined) throw new Error(`"${text}" is not a repository's name: owner/name is expected.`);
  return name;
}

/**
 * The key to compare a name by. GitHub ignores case in owners, repositories and status contexts, and so must what is
 * built from them.
 */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Whether two names, `owner/name` each, name the same repository. */
export function sameRepository(one: string | undefined, other: string): boolean {
  return one !== undefined && nameKey(one) === nameKey(other);
}
