/** A text that is the same for all ways to write a repository's name: GitHub's owners and names ignore case. */
export function repositoryKey(fullName: string): string {
  return fullName.toLowerCase();
}

/** Whether two names, `owner/name` each, name the same repository. */
export function isSameRepository(a: string, b: string): boolean {
  return repositoryKey(a) === repositoryKey(b);
}
