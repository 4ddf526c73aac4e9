import { authenticated, runGit, type Sandbox } from "@release-channels/sandbox";

/** Makes events happen in repositories of a sandbox, as GitHub does. */
export interface Happenings {
  /** Makes a request of the REST API. @param path below `/repos/` */
  ask(method: string, path: string, body: object): Promise<unknown>;
  /** Commits a file. @param change by default on main. @returns the commit, 40 hex */
  put(repository: string, change: Change): Promise<string>;
  /** Pushes a tag to the tip of main. */
  pushTag(repository: string, tag: string): Promise<void>;
  /** Opens a pull request that changes a file. @returns its number */
  openRequest(repository: string, change: Change): Promise<number>;
}

/** A deploy config, which some workflows listen for. */
export const DEPLOY_CONFIG: Change = {
  path: ".deploy/my-app.yaml",
  text: "version: 1\nname: my-app\nchannels: { dev: {} }\n",
};

export interface Change {
  readonly path: string;
  readonly text: string;
  readonly branch?: string;
}

/** @param token may write to the repositories */
export function happeningsIn({ github }: Sandbox, token: string): Happenings {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async (method: string, path: string, body: object): Promise<unknown> => {
    const url = `${github.apiUrl}/repos/${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const put = async (repository: string, { path, text, branch = "main" }: Change): Promise<string> => {
    const place = `${repository}/contents/${path}`;
    const answer = await fetch(`${github.apiUrl}/repos/${place}?ref=${branch}`, { headers });
    const { sha } = (await answer.json()) as { readonly sha?: string };
    const content = Buffer.from(text).toString("base64");
    const body = { message: `Change ${path}`, content, branch, ...(sha !== undefined && { sha }) };
    return ((await ask("PUT", place, body)) as { commit: { sha: string } }).commit.sha;
  };
  return {
    ask,
    put,
    pushTag: async (repository, tag) => {
      const { gitDir, cloneUrl } = github.repository(repository);
      await runGit(gitDir, "push", "--quiet", authenticated(cloneUrl, token), `main:refs/tags/${tag}`);
    },
    openRequest: async (repository, change) => {
      const head = change.branch ?? "change";
      await github.createBranch(repository, head);
      await put(repository, { ...change, branch: head });
      return (await github.openPullRequest(repository, { title: "Change", head, base: "main" })).number;
    },
  };
}
