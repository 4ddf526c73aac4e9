/** Whether If-None-Match matches an ETag (RFC 9110): a list, compared weakly, or `*`. */
export function knows(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((part) => {
    const known = part.trim();
    return known === "*" || known === etag || known === `W/${etag}`;
  });
}
