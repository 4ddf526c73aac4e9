import { createHash } from "node:crypto";
import { fullName, nameKey, type RepositoryName } from "../repository.ts";

/**
 * The audience of a token that permits one request to one repository: `acme/target#sha256-<base64url>`.
 *
 * A token proves which run asked for it, not what for, and whoever sees a token can send it again with a request of
 * their own. But GitHub signs any audience that the run asks for. So the audience names the repository and the content
 * that the run vouches for: with other content, or sent to another repository, the token is rejected.
 * @param content must be the same text on both sides
 */
export function audienceFor(repository: RepositoryName, content: string): string {
  const hash = createHash("sha256").update(content).digest("base64url");
  return `${nameKey(fullName(repository))}#sha256-${hash}`;
}
