import type { GitHubAccount } from "../../../lib/deploys/request.ts";
import type { Repository } from "../../../lib/store/repositories.ts";

/** Where something came from. */
export interface Origin {
  readonly repository: Repository;
  /** Who has done it, as GitHub says. */
  readonly by: GitHubAccount | undefined;
  /** What the event is known by. */
  readonly key: string;
}
