import type { Turn } from "./place.ts";

/** Where repositories are transferred to, and back from. */
export const OTHER_ACCOUNT = "globex";

export function rename({ github, place, act }: Turn): void {
  place.repository = github.renameRepository(place.repository, `called-${act}`).fullName;
}

/** Gives a repository to the other account in which the App is, or back. */
export function transfer({ github, place }: Turn): void {
  const [owner = ""] = place.repository.split("/");
  const to = owner === "acme" ? OTHER_ACCOUNT : "acme";
  place.repository = github.transferRepository(place.repository, to).fullName;
}

/** Archives a repository, or opens it again. */
export function archive({ github, place }: Turn): void {
  place.isArchived = !place.isArchived;
  github.archiveRepository(place.repository, place.isArchived);
}
