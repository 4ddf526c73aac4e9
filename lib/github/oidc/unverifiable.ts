import { GitHubFailure } from "../failure/failure.ts";

/** The issuer's keys could not be fetched, so the token could not be checked. */
export class Unverifiable extends GitHubFailure {
  override readonly name = "Unverifiable";
  readonly issuer: string;

  constructor(issuer: string, cause: GitHubFailure) {
    const message =
      `Could not verify the provenance, because ${cause.message}. It was neither accepted nor rejected, and nothing ` +
      "was written.";
    super(message, cause.failure, { cause });
    this.issuer = issuer;
  }
}
