import { createHash } from "node:crypto";
import { fullName, nameKey, type RepositoryName } from "../repository.ts";

/**
 * The audience of a token that lets its holder ask one repository for one thing: `acme/target#sha256-<base64url>`.
 *
 * A token proves which run asked for it, not what it was asked for, and whoever sees a token can send it again with
 * a request of his own. But GitHub signs whatever audience the run asks for. So it names, besides the repository, the
 * content that the run vouches for: sent along with another content, or to another repository, the token does not fit.
 * @param content the same text on both sides
 */
export function audienceFor(repository: RepositoryName, content: string): string {
  const hash = createHash("sha256").update(content).digest("base64url");
  return `${nameKey(fullName(repository))}#sha256-${hash}`;
}
