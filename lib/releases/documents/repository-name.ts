import { didYouMeanRepository } from "../../names/nearest-repository.ts";

/** The key to compare a repository's name by: GitHub ignores case in owners and names. */
export function repositoryKey(fullName: string): string {
  return fullName.toLowerCase();
}

/** Whether two names, `owner/name` each, name the same repository. */
export function isSameRepository(a: string, b: string): boolean {
  return repositoryKey(a) === repositoryKey(b);
}

/** What `db/db.schema.json` says of a repository that somebody names. */
const ALLOWED = "owner/name";

/** What is allowed, with the name that was probably meant. @returns undefined if `allowed` is not about repositories */
export function repositoryFault(allowed: string, value: unknown): string | undefined {
  if (allowed !== ALLOWED || typeof value !== "string") return undefined;
  return `must be ${ALLOWED}${didYouMeanRepository(value)}`;
}

/** A repository, with its id where a token proved that. */
export interface IdentifiedRepository {
  readonly repository: string;
  readonly repository_id?: number | undefined;
}

/** Whether two are the same repository: by id where both have one, for names change hands and ids do not. */
export function isSameIdentity(a: IdentifiedRepository, b: IdentifiedRepository): boolean {
  if (a.repository_id !== undefined && b.repository_id !== undefined) {
    return a.repository_id === b.repository_id;
  }
  return isSameRepository(a.repository, b.repository);
}
