const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,98}\/[A-Za-z0-9._-]{1,100}$/;

/**
 * The name that somebody has probably meant who gave a repository's address instead, as git or a browser shows it.
 * @returns `owner/name`; undefined where none is to be found in it, or it is a name already
 */
export function nearestRepositoryName(text: string): string | undefined {
  const path = text
    .trim()
    .replace(/^(?:[a-z+]+:\/\/(?:[^/@]*@)?[^/]+\/|[^/@:]+@[^/:]+:|(?:www\.)?github\.com\/)/i, "")
    .replace(/^\/+/, "");
  const [owner = "", name = ""] = path.split(/[/?#]/);
  const meant = `${owner}/${name.replace(/(?:\.git)+$/i, "")}`;
  return meant !== text && NAME.test(meant) ? meant : undefined;
}

/** Behind a message that refuses a repository: ` (did you mean acme/my-app?)`, or nothing where no name is in it. */
export function didYouMeanRepository(text: string): string {
  const meant = nearestRepositoryName(text);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
