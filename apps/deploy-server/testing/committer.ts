import { send, type TestGitHub } from "@release-channels/sandbox";

/** Commits files as somebody, in one commit each. @returns the last commit */
export type Committer = (
  repository: string,
  files: Readonly<Record<string, string>>,
  by?: string,
) => Promise<string>;

/** @param repositories where it may commit */
export function committer(
  github: Pick<TestGitHub, "apiUrl" | "createToken">,
  repositories: readonly string[],
): Committer {
  return async (repository, files, by = "octocat") => {
    let commit = "";
    const token = github.createToken({
      actor: by,
      kind: "pat",
      repositories,
      permissions: { contents: "write" },
    });
    for (const [path, text] of Object.entries(files)) {
      const url = `${github.apiUrl}/repos/${repository}/contents/${path}`;
      const known = await send(url, { token });
      const sha = known.status === 200 ? { sha: known.json.sha } : {};
      const body = { message: `Change ${path}`, content: Buffer.from(text).toString("base64"), ...sha };
      const written = await send(url, { token, method: "PUT", body });
      if (written.status >= 300) throw new Error(`${path}: ${written.text}`);
      commit = String(written.json.commit.sha);
    }
    return commit;
  };
}
