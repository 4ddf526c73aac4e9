/** A repository by its two names, as Octokit's routes take it. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** @returns undefined when the text is not `owner/name` */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,98})\/([A-Za-z0-9._-]{1,100})$/.exec(text);
  const [, owner, repo] = match ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

export function fullName({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`;
}

/** The same, for a name that GitHub gave. */
export function repositoryNamed(text: string): RepositoryName {
  const name = parseRepositoryName(text);
  if (name === undefined) throw new Error(`"${text}" is no repository's name: owner/name is expected.`);
  return name;
}

/**
 * A name as the key to compare it by: GitHub ignores case in owners, repositories and status contexts, and so do the
 * addresses and tags that are made of them.
 */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Whether two names, `owner/name` each, name the same repository. */
export function sameRepository(one: string | undefined, other: string): boolean {
  return one !== undefined && nameKey(one) === nameKey(other);
}
